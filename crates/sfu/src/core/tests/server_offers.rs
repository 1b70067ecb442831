//! The server's offers: when they are made, what sections they have, and which answers are taken.

use std::time::Duration;

use str0m::media::{Direction, MediaKind};

use super::{
    net::Gathered,
    two_ways::{assert_receives, nearby, publisher},
};
use crate::error::AnswerError;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn what_comes_while_an_offer_waits_is_told_together_by_the_next() {
    let mut world = nearby(71);
    let listener = world.receiver(&[]);
    world.offers.unanswered.push(listener);
    world.run(SECOND);
    let people: Vec<_> = (0..4).map(|_| publisher(&mut world)).collect();
    for (_, sources) in &people {
        for source in sources {
            world.subscribe(listener, *source);
        }
    }
    world.run(2 * SECOND);
    let offered = world.offered(listener);
    assert_eq!(offered.len(), 1, "it still waits for its answer");
    let answer = world.answer(listener, &offered[0]);
    world.offers.unanswered.clear();
    world.take_answer(listener, 1, &answer).unwrap();
    world.run(5 * SECOND);
    assert_eq!(world.offered(listener).len(), 2);
    for (_, sources) in &people {
        assert_receives(&world, listener, sources, 60);
    }
}

#[test]
fn sections_are_used_again_as_people_come_and_go() {
    let mut world = nearby(72);
    let (_, stays) = publisher(&mut world);
    let listener = world.receiver(&stays);
    world.run(3 * SECOND);
    for round in 0..8u32 {
        let (guest, sources) = publisher(&mut world);
        for source in sources {
            world.subscribe(listener, source);
        }
        world.run(2 * SECOND);
        let address = world.clients[listener].address;
        world.media_sent.clear();
        world.run(SECOND);
        // This client does not follow a section to another SSRC, as browsers do: what was sent must tell.
        assert!(world.media_sent[&address] > 120, "{:?}", world.media_sent);
        let mut out = Gathered {
            from: world.server,
            datagrams: Vec::new(),
        };
        let (now, peer) = (world.now, world.peer(guest));
        world.core.leave(now, peer, &mut out);
        world.send(out);
        // Every other guest is followed at once.
        world.run(if round % 2 == 0 {
            7 * SECOND
        } else {
            SECOND / 100
        });
    }
    let offers = world.offered(listener);
    let last = offers.last().unwrap();
    assert!(last.sections.len() <= 1 + 3 * 2, "{:#?}", last.sections);
    assert!(offers.len() <= 1 + 8 + 5, "{} offers", offers.len());
    assert_receives(&world, listener, &stays, 300);
}

#[test]
fn a_section_whose_track_has_ended_is_told_to_rest_before_another_takes_it() {
    let mut world = nearby(73);
    let (first, sources) = publisher(&mut world);
    let listener = world.receiver(&sources);
    world.run(2 * SECOND);
    let used = world.place_of(listener, sources[1]);
    let peer = world.peer(listener);
    world.core.unsubscribe(peer, sources[1]);
    world.run(SECOND / 10);
    let (_, others) = publisher(&mut world);
    world.subscribe(listener, others[1]);
    world.run(SECOND);
    let direction = |sdp: &str, mid: &str| {
        let section = sdp
            .split("m=")
            .find(|section| section.contains(&format!("a=mid:{mid}\r\n")));
        let section = section.unwrap();
        ["a=inactive", "a=sendonly"]
            .into_iter()
            .find(|line| section.contains(line))
            .unwrap()
    };
    let resting = world.offered(listener).pop().unwrap();
    assert_eq!(direction(&resting.sdp, &used.to_string()), "a=inactive");
    assert_ne!(world.place_of(listener, others[1]), used);
    world.subscribe(listener, sources[1]);
    world.run(SECOND);
    assert_eq!(world.place_of(listener, sources[1]), used);
    let again = world.offered(listener).pop().unwrap();
    assert_eq!(direction(&again.sdp, &used.to_string()), "a=sendonly");
    assert_eq!(world.gone(first), None);
}

#[test]
fn a_restart_takes_the_place_of_an_offer_that_was_lost() {
    let mut world = nearby(75);
    let (_, sources) = publisher(&mut world);
    let listener = world.receiver(&sources[..1]);
    world.run(2 * SECOND);
    world.offers.unanswered.push(listener);
    world.subscribe(listener, sources[1]);
    world.run(2 * SECOND);
    let lost = world.offered(listener).pop().unwrap();
    world.offers.unanswered.clear();
    let (now, peer) = (world.now, world.peer(listener));
    world.core.restart_ice(now, peer);
    world.run(4 * SECOND);
    assert_receives(&world, listener, &sources, 60);
    let last = world.offered(listener).pop().unwrap();
    assert_eq!(last.number, lost.number + 1);
    // The answer to the lost one comes late, and is not taken for the other's.
    assert_eq!(
        world.take_answer(
            listener,
            lost.number,
            &last.sdp.replace("actpass", "active")
        ),
        Ok(())
    );
}

#[test]
fn a_bad_answer_names_its_line_and_leaves_the_session_as_it_was() {
    let mut world = nearby(76);
    let (_, sources) = publisher(&mut world);
    let listener = world.receiver(&[]);
    world.run(2 * SECOND);
    world.offers.unanswered.push(listener);
    for source in sources {
        world.subscribe(listener, source);
    }
    world.run(SECOND);
    let offer = world.offered(listener).pop().unwrap();
    let good = world.answer(listener, &offer);
    for (from, to, wrong) in [
        ("a=setup:active", "a=setup:passive", "DTLS client"),
        ("a=setup:active", "a=setup:actpass", "who begins DTLS"),
        ("a=recvonly", "a=sendrecv", "only sends here"),
        ("a=mid:1", "a=mid:7", "BUNDLE"),
        ("a=mid:2", "a=mid:1", "two sections"),
        ("m=audio", "m=sound", "only audio"),
        ("a=rtcp-mux", "a=other", "rtcp-mux"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} is not in {good}");
        let refused = world.take_answer(listener, offer.number, &bad).unwrap_err();
        let text = refused.to_string();
        assert!(text.contains("SDP line ") && text.contains(wrong), "{text}");
    }
    let renamed = good.replace("BUNDLE 0 1 2", "BUNDLE 0 2 1");
    let renamed = renamed
        .replace("a=mid:1", "a=mid:x")
        .replace("a=mid:2", "a=mid:1")
        .replace("a=mid:x", "a=mid:2");
    let crossed = world
        .take_answer(listener, offer.number, &renamed)
        .unwrap_err();
    assert!(crossed.to_string().contains("another mid"), "{crossed}");
    let cut = good.rfind("m=").unwrap();
    let short = world
        .take_answer(listener, offer.number, &good[..cut])
        .unwrap_err();
    assert!(
        short.to_string().contains("as many media sections"),
        "{short}"
    );
    let certificate = good
        .lines()
        .find(|line| line.starts_with("a=fingerprint"))
        .unwrap();
    let other = format!("{}00", &certificate[..certificate.len() - 2]);
    let forged = world.take_answer(listener, offer.number, &good.replace(certificate, &other));
    assert!(
        forged
            .unwrap_err()
            .to_string()
            .contains("certificate cannot change")
    );
    world.take_answer(listener, offer.number, &good).unwrap();
    assert_eq!(
        world.take_answer(listener, offer.number, &good),
        Err(AnswerError::NoOffer)
    );
    world.run(3 * SECOND);
    assert_receives(&world, listener, &sources, 60);
}

#[test]
fn who_turns_a_section_down_is_not_sent_it_and_not_asked_again() {
    let mut world = nearby(77);
    let (_, sources) = publisher(&mut world);
    let listener = world.receiver(&[]);
    world.run(2 * SECOND);
    world.offers.unanswered.push(listener);
    for source in sources {
        world.subscribe(listener, source);
    }
    world.run(SECOND);
    let offer = world.offered(listener).pop().unwrap();
    let answer = world.answer(listener, &offer);
    let port = answer.find("m=video 9").unwrap();
    let mut refusing = answer;
    refusing.replace_range(port..port + "m=video 9".len(), "m=video 0");
    world.offers.unanswered.clear();
    world
        .take_answer(listener, offer.number, &refusing)
        .unwrap();
    let address = world.clients[listener].address;
    world.media_sent.clear();
    world.run(10 * SECOND);
    assert_eq!(world.offered(listener).len(), 2, "nothing is left to offer");
    let sent = world.media_sent[&address];
    assert!((400..600).contains(&sent), "sound alone: {sent}");
}

#[test]
fn the_clients_payload_types_count() {
    let mut world = nearby(78);
    let (_, sources) = publisher(&mut world);
    let listener = world.receiver(&[]);
    world.run(2 * SECOND);
    world.offers.unanswered.push(listener);
    world.subscribe(listener, sources[0]);
    world.run(SECOND);
    let offer = world.offered(listener).pop().unwrap();
    let answer = world.answer(listener, &offer);
    let other = answer
        .replace("SAVPF 111", "SAVPF 96")
        .replace(":111 ", ":96 ");
    assert_ne!(other, answer);
    world.take_answer(listener, offer.number, &other).unwrap();
    world.run(SECOND / 4);
    let key = world.core.ids[&world.peer(listener)];
    let section = &world.core.peers[key].sections[1];
    assert_eq!(section.codecs[0].pt, 96);
}

#[test]
fn a_client_cannot_offer_where_the_server_does_nor_answer_what_was_not_offered() {
    let mut world = nearby(86);
    let listener = world.receiver(&[]);
    world.run(SECOND);
    let (offer, _, _) = world.clients[listener]
        .offer(|api| api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None));
    let refused = world.offer_text(listener, &offer).unwrap_err();
    assert!(
        refused.to_string().contains("the server makes the offers"),
        "{refused}"
    );
    let (publisher, _) = publisher(&mut world);
    let answer = world.offered(listener)[0].sdp.replace("actpass", "active");
    assert_eq!(
        world.take_answer(publisher, 0, &answer),
        Err(AnswerError::NoOffer)
    );
}
