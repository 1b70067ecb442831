use super::*;
use crate::rtp::vp8::tests::payload;

fn frame(picture: u16) -> Option<Descriptor> {
    Descriptor::read(&payload(picture, 0, 0, false))
}

fn picture(number: u16) -> Option<PictureId> {
    frame(number)?.picture
}

fn begun(first: u16, index: u64) -> Numbering {
    let mut numbering = Numbering::new(first);
    numbering.begin(1, index, 0, frame(10));
    assert_eq!(
        numbering.next_place(index, frame(10)).unwrap().index,
        u64::from(first)
    );
    numbering
}

#[test]
fn a_pause_leaves_no_gap() {
    let mut numbering = begun(100, 70_000);
    assert_eq!(numbering.next_place(70_001, frame(11)).unwrap().index, 101);
    numbering.begin(1, 75_000, 0, frame(500));
    let resumed = numbering.next_place(75_000, frame(500)).unwrap();
    assert_eq!(resumed.index, 102);
    assert_eq!(500 + resumed.shift.pictures as i16, 12, "nor in pictures");
    let late = numbering.late_place(1, 74_999, frame(499));
    assert_eq!(late, None, "came before the pause ended");
    let origin = |out| numbering.origin_of(out).map(|origin| origin.index);
    assert_eq!((origin(101), origin(102)), (Some(70_001), Some(75_000)));
    assert_eq!(origin(103), None, "not sent yet");
}

#[test]
fn a_frame_left_out_leaves_no_gap() {
    let mut numbering = begun(100, 50);
    numbering.leave_out(51, frame(11));
    numbering.leave_out(52, frame(11));
    let next = numbering.next_place(53, frame(12)).unwrap();
    assert_eq!((next.index, next.shift.pictures as i16), (101, -1));
}

#[test]
fn a_packet_that_is_late_takes_the_number_kept_for_it_even_after_a_switch() {
    let mut numbering = begun(100, 50);
    let next = numbering.next_place(52, frame(11)).unwrap();
    assert_eq!(next.index, 102);
    numbering.begin(2, 9_000, 77, frame(300));
    assert_eq!(numbering.next_place(9_000, frame(300)).unwrap().index, 103);
    let late = numbering.late_place(1, 51, frame(11)).unwrap();
    assert_eq!((late.index, late.shift), (101, Shift::default()));
    assert_eq!(
        numbering.late_place(1, 53, frame(12)),
        None,
        "its number is another's"
    );
}

#[test]
fn a_packet_of_a_frame_left_out_is_void_though_a_number_was_kept_for_it() {
    let mut numbering = begun(100, 50);
    // 51 is missing; 52 shows that picture 11 is left out.
    numbering.leave_out(52, frame(11));
    assert_eq!(numbering.next_place(53, frame(12)).unwrap().index, 102);
    assert_eq!(numbering.late_place(1, 51, frame(11)), None);
    let origin = numbering.origin_of(101).unwrap();
    assert_eq!((origin.index, origin.is_void(picture(11))), (51, true));
    assert!(!origin.is_void(picture(10)), "the end of the frame before");
    assert!(numbering.late_place(1, 51, frame(10)).is_some());
}

#[test]
fn padding_left_out_keeps_numbers_for_what_is_missing_around_it() {
    let mut numbering = begun(100, 50);
    numbering.leave_out(51, None);
    // 52 is missing.
    numbering.leave_out(53, None);
    assert_eq!(numbering.next_place(54, frame(12)).unwrap().index, 102);
    assert_eq!(numbering.late_place(1, 52, frame(11)).unwrap().index, 101);
}

#[test]
fn pieces_are_bounded() {
    let mut numbering = begun(100, 50);
    for index in 0..10_000u64 {
        numbering.leave_out(51 + 2 * index, frame((11 + 2 * index) as u16));
        assert!(
            numbering
                .next_place(52 + 2 * index, frame((12 + 2 * index) as u16))
                .is_some()
        );
    }
    assert_eq!(numbering.pieces.len(), MAX_PIECES);
    assert_eq!(numbering.next(), 10_101);
}
