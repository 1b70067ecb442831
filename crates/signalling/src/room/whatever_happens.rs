//! Any story at all: the driver asserts the room's invariants after each step.

use proptest::prelude::*;
use wellmet_sfu::Kind;
use wellmet_vocabulary::TrackKind;

use super::{
    Departure,
    driver::{Driver, NOW},
    link::RESUME_WINDOW,
};

/// One thing that may happen; the numbers pick somebody or something, modulo what there is.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Enter(u8),
    Leave(usize),
    Remove(u8),
    Publish(usize, bool),
    AnnounceOnly(usize, bool),
    OfferOnly(usize, bool),
    Withdraw(usize),
    TurnDown(usize, usize),
    Quieten(u8),
    Connected(usize),
    Break(usize),
    Resume(usize),
    Lapse,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    prop_oneof![
        4 => (0..5_u8).prop_map(Enter),
        1 => any::<usize>().prop_map(Leave),
        1 => (0..5_u8).prop_map(Remove),
        4 => any::<(usize, bool)>().prop_map(|(who, video)| Publish(who, video)),
        1 => any::<(usize, bool)>().prop_map(|(who, video)| AnnounceOnly(who, video)),
        1 => any::<(usize, bool)>().prop_map(|(who, video)| OfferOnly(who, video)),
        2 => any::<usize>().prop_map(Withdraw),
        1 => any::<(usize, usize)>().prop_map(|(who, track)| TurnDown(who, track)),
        1 => (0..5_u8).prop_map(Quieten),
        1 => any::<usize>().prop_map(Connected),
        2 => any::<usize>().prop_map(Break),
        2 => any::<usize>().prop_map(Resume),
        1 => Just(Lapse),
    ]
}

fn happen(driver: &mut Driver, happening: Happening, number: usize) {
    let present = driver.present();
    let somebody = |index: usize| present.get(index % present.len().max(1)).cloned();
    let kind = |video| if video { Kind::Video } else { Kind::Audio };
    let cid = format!("cid {number}");
    match happening {
        Happening::Enter(who) => drop(driver.enter(&format!("person {who}"))),
        Happening::Remove(who) => drop(driver.act(|room| room.remove(&format!("person {who}")))),
        Happening::Quieten(who) => {
            driver.act(|room| room.quieten(&format!("person {who}"), TrackKind::Audio));
        }
        Happening::Leave(who) => {
            if let Some(who) = somebody(who) {
                driver.act(|room| room.depart(&who, Departure::Left));
            }
        }
        Happening::Publish(who, video) => {
            if let Some(who) = somebody(who) {
                driver.publish(&who, kind(video), &cid);
            }
        }
        Happening::AnnounceOnly(who, video) => {
            if let Some(who) = somebody(who) {
                driver.announce(&who, kind(video), &cid);
            }
        }
        Happening::OfferOnly(who, video) => {
            if let Some(who) = somebody(who) {
                driver.send(&who, kind(video), &cid);
            }
        }
        Happening::Withdraw(who) => {
            if let Some(who) = somebody(who) {
                driver.withdraw(&who);
            }
        }
        Happening::TurnDown(who, track) => {
            if let Some(who) = somebody(who) {
                let received: Vec<String> = driver.receives(&who).into_iter().collect();
                if let Some(track) = received.get(track % received.len().max(1)) {
                    driver.turn_down(&who, track);
                }
            }
        }
        Happening::Break(who) => {
            if let Some(who) = somebody(who) {
                driver.break_off(&who, NOW);
            }
        }
        Happening::Resume(who) => {
            if let Some(who) = somebody(who) {
                driver.resume(&who);
            }
        }
        Happening::Lapse => driver.act(|room| room.lapse(NOW + RESUME_WINDOW)),
        Happening::Connected(who) => {
            if let Some(who) = somebody(who) {
                driver.act(|room| room.connected(&who));
            }
        }
    }
}

proptest! {
    #[test]
    fn the_invariants_hold_whatever_happens(story in prop::collection::vec(happening(), 0..60)) {
        let mut driver = Driver::new();
        for (number, next) in story.into_iter().enumerate() {
            happen(&mut driver, next, number);
        }
    }
}
