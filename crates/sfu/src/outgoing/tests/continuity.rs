//! Whatever happens to a publisher's layers, what the subscriber sees must look like one stream.

use proptest::prelude::*;

use super::story::{Got, Happening, Story};
use crate::rtp::vp8;

fn happening(lossy: bool) -> impl Strategy<Value = Happening> {
    let fate = if lossy {
        prop_oneof![30 => Just(0u8), 1 => Just(1), 2 => 2u8..40].boxed()
    } else {
        Just(0u8).boxed()
    };
    let frames = (1u8..12, prop::collection::vec(fate, 1..40));
    let restart = (0u8..3, any::<u16>(), any::<u16>());
    prop_oneof![
        8 => frames.prop_map(|(count, fates)| Happening::Frames { count, fates }),
        3 => (0u8..3, 0u8..4).prop_map(|(layer, temporal)| Happening::Aim { layer, temporal }),
        1 => Just(Happening::Pause),
        4 => (0u8..3).prop_map(|layer| Happening::KeyFrame { layer }),
        2 => (0u8..3).prop_map(|layer| Happening::Padding { layer }),
        1 => restart.prop_map(|(layer, sequence, picture)| Happening::Restart { layer, sequence, picture }),
        4 => (0u16..200).prop_map(|back| Happening::Ask { back }),
    ]
}

fn numbers(got: &Got) -> vp8::Descriptor {
    vp8::Descriptor::read(&got.payload).unwrap()
}

fn ahead(from: &Got, to: &Got) -> u16 {
    let number = |got| numbers(got).picture.unwrap().number();
    number(to).wrapping_sub(number(from)) & 0x7FFF
}

proptest! {
    #[test]
    fn without_loss_nothing_shows_where_layers_switch(story in prop::collection::vec(happening(false), 1..80)) {
        let mut teller = Story::new();
        story.into_iter().for_each(|happening| teller.happen(happening));
        for pair in teller.in_order().windows(2) {
            let [(index, before), (next, after)] = pair else { unreachable!() };
            prop_assert_eq!(index + 1, *next, "a gap");
            let (pictures, passed) = (ahead(before, after), after.timestamp.wrapping_sub(before.timestamp));
            let bases = numbers(after).base.unwrap().wrapping_sub(numbers(before).base.unwrap());
            prop_assert!(pictures <= 1, "{} pictures missing", pictures);
            prop_assert_eq!(pictures == 0, passed == 0, "one timestamp for one picture");
            prop_assert!(passed < 90_000 * 3_600, "time goes back");
            let base = numbers(after).temporal == 0 && pictures == 1;
            prop_assert_eq!(bases, u8::from(base));
        }
    }

    #[test]
    fn whatever_happens_numbers_mean_one_packet_and_stay_in_order(story in prop::collection::vec(happening(true), 1..80)) {
        let mut teller = Story::new();
        story.into_iter().for_each(|happening| teller.happen(happening));
        for pair in teller.in_order().windows(2) {
            let [(_, before), (_, after)] = pair else { unreachable!() };
            let (pictures, passed) = (ahead(before, after), after.timestamp.wrapping_sub(before.timestamp));
            prop_assert!(pictures < 0x4000, "pictures go back");
            prop_assert!((passed as i32) >= 0, "time goes back");
            prop_assert_eq!(pictures == 0, passed == 0, "one timestamp for one picture");
        }
    }
}
