use insta::assert_snapshot;

use super::{
    answer::write,
    write::{Content, LocalTransport, Setup},
    *,
};
use crate::{answer::Kind, id::Label, wish::Quality};

const PUBLISHER: &str = include_str!("tests/chromium_publisher.sdp");
const RECEIVER: &str = include_str!("tests/chromium_receiver.sdp");

fn local<'a>(candidates: &'a [std::net::SocketAddr]) -> LocalTransport<'a> {
    let (ufrag, pwd, fingerprint) = ("AbCdEfGh", "0123456789abcdefghijklmn", "AA:BB");
    LocalTransport {
        ufrag,
        pwd,
        fingerprint,
        setup: Setup::Passive,
        candidates,
        version: 3,
        session: 42,
    }
}

fn answer(offer: &str, replies: &[Content<'_>]) -> String {
    let candidates = [
        "192.0.2.1:7882".parse().unwrap(),
        "[2001:db8::1]:7882".parse().unwrap(),
    ];
    write(&Offer::parse(offer).unwrap(), &local(&candidates), replies).replace("\r\n", "\n")
}

#[test]
fn a_publisher_is_understood() {
    let offer = Offer::parse(PUBLISHER).unwrap();
    let [audio, video, data] = &offer.sections[..] else {
        panic!("{offer:?}")
    };
    assert_eq!(
        (audio.kind, audio.direction, data.kind),
        (Kind::Audio, Direction::SendOnly, Kind::Data)
    );
    assert_eq!(
        audio.ssrcs,
        [SsrcPair {
            media: 1001,
            repair: None
        }]
    );
    assert_eq!(
        video.ssrcs,
        [SsrcPair {
            media: 2001,
            repair: Some(2002)
        }]
    );
    assert_eq!(video.msid_track.as_deref(), Some("track-video"));
    let codecs: Vec<_> = video
        .codecs
        .iter()
        .map(|codec| (codec.kind, codec.pt, codec.rtx))
        .collect();
    assert_eq!(
        codecs,
        [
            (CodecKind::Vp8, 96, Some(97)),
            (CodecKind::H264, 109, Some(114))
        ]
    );
    assert_eq!(
        (video.extensions.mid, video.extensions.transport_sequence),
        (4, 3)
    );
}

#[test]
fn a_publisher_is_answered() {
    assert_snapshot!(answer(
        PUBLISHER,
        &[Content::RecvOnly, Content::RecvOnly, Content::Data]
    ));
}

#[test]
fn a_microphone_is_asked_for_silence_but_music_and_listeners_are_not() {
    let told = |offer: &str, reply| {
        let answer = answer(offer, &[reply, Content::Inactive, Content::Inactive]);
        let told = answer.lines().find(|line| line.starts_with("a=fmtp:111"));
        told.unwrap_or_default().to_owned()
    };
    assert_eq!(
        told(PUBLISHER, Content::RecvOnly),
        "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1"
    );
    for other in ["stereo=1", "usedtx=0"] {
        let offer = PUBLISHER.replace("useinbandfec=1", other);
        let echoed = format!("a=fmtp:111 minptime=10;{other}");
        assert_eq!(told(&offer, Content::RecvOnly), echoed);
    }
    assert_eq!(
        told(PUBLISHER, Content::Inactive),
        "a=fmtp:111 minptime=10;useinbandfec=1"
    );
}

/// The publisher's offer with three encodings of its video, which then declares no SSRCs.
fn simulcast() -> String {
    let offer = PUBLISHER.replace(
        "a=msid:stream-a track-video",
        "a=msid:stream-a track-video\r\na=rid:q send\r\na=rid:h send pt=96\r\na=rid:f send\r\n\
         a=simulcast:send q;~h,x;f recv y",
    );
    let offer = offer.replace(
        "a=rid:f send",
        "a=rid:f send\r\na=rid:x send\r\na=rid:y recv",
    );
    let lines = offer.split_inclusive("\r\n");
    lines
        .filter(|line| !line.starts_with("a=ssrc:2") && !line.starts_with("a=ssrc-group"))
        .collect()
}

#[test]
fn simulcast_is_answered_with_every_encoding_that_is_known() {
    let offer = Offer::parse(&simulcast()).unwrap();
    let [audio, video, _] = &offer.sections[..] else {
        panic!("{offer:?}")
    };
    assert!(audio.rids.is_empty());
    assert_eq!(video.rids, [Quality::Low, Quality::Medium, Quality::High]);
    assert_snapshot!(answer(
        &simulcast(),
        &[Content::RecvOnly, Content::RecvOnly, Content::Data]
    ));
}

#[test]
fn encodings_of_other_names_are_left_out() {
    let offer = simulcast()
        .replace("a=rid:h", "a=rid:9")
        .replace("~h", "~9");
    let offer = Offer::parse(&offer).unwrap();
    assert_eq!(offer.sections[1].rids, [Quality::Low, Quality::High]);
}

#[test]
fn what_is_wrong_with_simulcast_is_told_with_its_line() {
    let changes = [
        ("a=rid:q send", "a=rid:q"),
        ("a=rid:q send", "a=rid:q sendrecv"),
        ("a=rid:q send", "a=rid:q! send"),
        ("a=rid:q send", "a=rid:"),
        ("a=rid:q send", "a=rid:a-rid-that-is-too-long send"),
        ("a=rid:h send", "a=rid:q send"),
        ("a=rid:h send pt=96\r\n", ""),
        ("send q;~h,x;f", "send"),
        ("send q;~h,x;f", "send q;;f"),
        ("send q;~h,x;f", "send q;q;f"),
        ("send q;~h,x;f", "send q;h;f;x"),
        ("send q;~h,x;f", "both q;h;f"),
        ("recv y", "send q"),
    ];
    let told = changes.map(|(from, to)| {
        let changed = simulcast().replacen(from, to, 1);
        assert_ne!(changed, simulcast(), "{from}");
        let error = Offer::parse(&changed).map(|_| ()).unwrap_err();
        format!("{from:?} -> {to:?}\n  {error}\n")
    });
    assert_snapshot!(told.concat());
    let many = "a=rid:q send\r\n".to_owned() + &"a=rid:r recv\r\n".repeat(9);
    let error = Offer::parse(&simulcast().replace("a=rid:q send\r\n", &many)).unwrap_err();
    assert_eq!(error.reason, "more than 8 rids in one section");
}

#[test]
fn a_receiver_is_answered_with_a_track_and_an_idle_section() {
    let label = Label {
        stream: "PA_x|TR_y".to_owned(),
        track: "TR_y\r\na=evil".to_owned(),
    };
    let ssrcs = SsrcPair {
        media: 77,
        repair: Some(78),
    };
    let track = Content::SendOnly {
        label: &label,
        ssrcs,
        cname: "p1",
    };
    assert_snapshot!(answer(
        RECEIVER,
        &[Content::Inactive, track, Content::Rejected]
    ));
}

#[test]
fn the_second_implementation_reads_our_answers() {
    let label = Label {
        stream: "PA_x|TR_y".to_owned(),
        track: "TR_y".to_owned(),
    };
    let ssrcs = SsrcPair {
        media: 77,
        repair: Some(78),
    };
    let track = Content::SendOnly {
        label: &label,
        ssrcs,
        cname: "p1",
    };
    let text = answer(RECEIVER, &[Content::Inactive, track, Content::Data]).replace('\n', "\r\n");
    let read = rtc::sdp::SessionDescription::unmarshal(&mut std::io::Cursor::new(text.as_bytes()))
        .unwrap();
    assert_eq!(read.media_descriptions.len(), 3);
}

/// Each change to a good offer, and what is said of it.
#[test]
fn what_is_wrong_with_an_offer_is_told_with_its_line() {
    let changes = [
        ("", "m=audio", "m=text"),
        ("", "m=audio 9", "m=audio nine"),
        ("", "m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 RTP/AVP"),
        ("", "a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 2"),
        ("", "a=mid:1", "a=mid:0"),
        ("", "a=mid:1\r\n", ""),
        ("", "a=mid:1", "a=mid:a-name-that-is-too-long"),
        ("", "s=-", "nonsense"),
        ("", "a=rtcp-mux\r\n", ""),
        ("a=ice-ufrag:4ZcD", "a=ice-ufrag:4ZcD", "a=ice-ufrag:x"),
        ("a=ice-pwd", "2/1muCWoOi3uLifh0NuRHlig", "short"),
        ("a=fingerprint", "75:74:5A", "75:74"),
        ("a=fingerprint", "sha-256", "md5"),
        ("a=setup", "actpass", "passive"),
        ("", "a=rtpmap:111 opus", "a=rtpmap:200 opus"),
        ("", "a=extmap:1 urn", "a=extmap:0 urn"),
        ("", "a=ssrc:1001 cname", "a=ssrc:none cname"),
        ("", "a=ssrc-group:FID 2001 2002", "a=ssrc-group:FID 2001"),
    ];
    let told = changes.map(|(every, from, to)| {
        let changed = if every.is_empty() {
            PUBLISHER.replacen(from, to, 1)
        } else {
            PUBLISHER.replace(from, to)
        };
        assert_ne!(changed, PUBLISHER, "{from}");
        let error = Offer::parse(&changed).map(|_| ()).unwrap_err();
        format!("{from:?} -> {to:?}\n  {error}\n")
    });
    assert_snapshot!(told.concat());
}

#[test]
fn an_offer_is_bounded() {
    let section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:M\r\na=rtcp-mux\r\n";
    let many: String = (0..300)
        .map(|number| section.replace('M', &number.to_string()))
        .collect();
    let error = Offer::parse(&format!("v=0\r\n{many}")).unwrap_err();
    assert_eq!(
        (error.reason, error.line),
        ("too many media sections", 2 + 3 * 256)
    );
    assert!(Offer::parse(&"v=0\r\n".repeat(1 << 20)).is_err());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_fail(at in 0usize..4000, cut in 0usize..40, put in "[ -~\\r\\n]{0,20}") {
        let mut text = PUBLISHER.to_owned();
        let start = at.min(text.len());
        let end = (start + cut).min(text.len());
        text.replace_range(start..end, &put);
        let _ = Offer::parse(&text);
    }
}
