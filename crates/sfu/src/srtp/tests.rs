use rtc::srtp::{context::Context, protection_profile::ProtectionProfile};

use super::*;

const PROFILES: [(Profile, ProtectionProfile); 2] = [
    (Profile::AeadAes128Gcm, ProtectionProfile::AeadAes128Gcm),
    (
        Profile::Aes128CmSha1,
        ProtectionProfile::Aes128CmHmacSha1_80,
    ),
];
/// The most either profile adds to an RTP packet, in bytes.
const MAX_RTP_OVERHEAD: usize = 16;
const SSRC: u32 = 0xDEAD_BEEF;

/// Keys of our side, and the second implementation with the same ones.
fn both(profile: Profile, theirs: ProtectionProfile) -> (MasterKeys, Context) {
    let material: Vec<u8> = (0..profile.keying_material() as u8).collect();
    let keys = MasterKeys::split(profile, &material).unwrap();
    let salt_len = theirs.salt_len();
    let provider = rtc::crypto::default_provider().unwrap();
    let salt = &material[32 + salt_len..];
    let context = Context::new(
        &material[16..32],
        salt,
        theirs,
        None,
        None,
        provider.crypto(),
    )
    .unwrap();
    (keys, context)
}

fn packet(sequence: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 96];
    packet.extend(sequence.to_be_bytes());
    packet.extend([0, 0, 0, 1]);
    packet.extend(SSRC.to_be_bytes());
    packet.extend(payload);
    packet
}

#[test]
fn what_we_seal_the_second_implementation_opens_and_the_other_way_round() {
    for (profile, theirs) in PROFILES {
        let (keys, mut context) = both(profile, theirs);
        let protect = Protect::new(&keys.to_client).unwrap();
        let unprotect = Unprotect::new(&keys.to_client).unwrap();
        // Across a rollover of the sequence number.
        for index in 65_500u64..65_600 {
            let plain = packet(index as u16, b"some payload of no special length");
            let mut buffer = plain.clone();
            buffer.resize(plain.len() + MAX_RTP_OVERHEAD, 0);
            let len = protect
                .seal(&mut buffer, 12, plain.len() - 12, SSRC, index)
                .unwrap();
            assert_eq!(
                context.decrypt_rtp(&buffer[..len]).unwrap(),
                plain,
                "{profile:?} {index}"
            );
            let mut out = [0; 100];
            let opened = unprotect
                .open(&buffer[..len], 12, SSRC, index, &mut out)
                .unwrap();
            assert_eq!(out[..opened], plain[12..]);
            assert_eq!(
                unprotect.open(&buffer[..len], 12, SSRC, index + 65_536, &mut out),
                None,
                "wrong rollover"
            );
        }
    }
}

#[test]
fn reports_go_both_ways_with_the_second_implementation() {
    for (profile, theirs) in PROFILES {
        let (keys, mut context) = both(profile, theirs);
        let mut protect = ProtectRtcp::new(&keys.to_client).unwrap();
        let mut unprotect = UnprotectRtcp::new(&keys.to_client).unwrap();
        let mut plain = vec![0x81, 206, 0, 2];
        plain.extend(SSRC.to_be_bytes());
        plain.extend([1, 2, 3, 4]);
        let mut buffer = plain.clone();
        buffer.resize(plain.len() + MAX_RTCP_OVERHEAD, 0);
        let len = protect.seal(&mut buffer, plain.len()).unwrap();
        assert_eq!(
            context.decrypt_rtcp(&buffer[..len]).unwrap(),
            plain,
            "{profile:?}"
        );
        let mut out = [0; 100];
        assert_eq!(unprotect.open(&buffer[..len], &mut out), Some(plain.len()));
        assert_eq!(out[..plain.len()], plain);
        assert_eq!(
            unprotect.open(&buffer[..len], &mut out),
            None,
            "{profile:?}: a replay"
        );
        let sealed = context.encrypt_rtcp(&plain).unwrap();
        let mut other = UnprotectRtcp::new(&keys.to_client).unwrap();
        assert_eq!(other.open(&sealed, &mut out), Some(plain.len()));
    }
}

#[test]
fn a_changed_bit_anywhere_is_refused() {
    for (profile, theirs) in PROFILES {
        let (keys, _) = both(profile, theirs);
        let protect = Protect::new(&keys.to_client).unwrap();
        let unprotect = Unprotect::new(&keys.to_client).unwrap();
        let mut sealed = packet(7, b"payload");
        let len = sealed.len();
        sealed.resize(len + MAX_RTP_OVERHEAD, 0);
        let len = protect.seal(&mut sealed, 12, len - 12, SSRC, 7).unwrap();
        for at in 0..len {
            let mut forged = sealed[..len].to_vec();
            forged[at] ^= 0x10;
            assert_eq!(
                unprotect.open(&forged, 12, SSRC, 7, &mut [0; 100]),
                None,
                "{profile:?} byte {at}"
            );
        }
    }
}
