//! Which stream gets how much of a subscriber's bandwidth.
//!
//! Every way to send a stream is a rung of its ladder. All rungs of all streams stand in one order of merit, and
//! the budget buys them from the front until one is too dear. So more budget never takes a rung from anybody,
//! and the order in which streams are named does not matter.
//!
//! The order: audio; then what makes everybody visible, the active speaker first and then what is shown larger;
//! then the speaker's better rungs; then everybody's, step by step.

use std::cmp::Reverse;

/// A rung that costs at most this many bits per second makes somebody visible; a middle one shows them well.
const VISIBLE: u32 = 250_000;
const WELL: u32 = 700_000;
/// A rung is climbed only if it would be affordable with this share of the budget, so that an estimate which
/// swings around a rung's cost does not make the picture swing.
const CAUTION: f64 = 0.88;

/// How much a stream matters; pixels it is shown at decide among equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Merit {
    /// Always sent, whatever the budget.
    Audio,
    Speaker,
    Video,
}

/// One stream and its ladder.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    /// Unique among the streams of one call.
    pub(crate) id: usize,
    pub(crate) merit: Merit,
    pub(crate) pixels: u32,
    /// Bits per second of each rung, rising.
    pub(crate) rungs: Vec<u32>,
    /// Rungs it has now; 0 for paused.
    pub(crate) has: usize,
}

/// One rung as bought: whose, which, and how much more it costs than the one below.
struct Step {
    stage: u8,
    merit: Merit,
    larger: Reverse<u32>,
    id: usize,
    rung: usize,
    cost: u64,
}

/// How many rungs each stream gets, in the order of `streams`; 0 pauses it.
pub(crate) fn allocate(streams: &[Stream], budget: f64) -> Vec<usize> {
    let dear = buy(streams, budget);
    let safe = buy(streams, budget * CAUTION);
    let both = safe.into_iter().zip(dear);
    both.zip(streams)
        .map(|((safe, dear), stream)| stream.has.clamp(safe, dear))
        .collect()
}

/// The longest beginning of the order that the budget pays for.
fn buy(streams: &[Stream], budget: f64) -> Vec<usize> {
    let mut steps: Vec<Step> = streams.iter().flat_map(steps).collect();
    steps.sort_by_key(|step| (step.stage, step.merit, step.larger, step.id, step.rung));
    let (mut spent, mut bought) = (0u64, Vec::new());
    for step in steps {
        spent += step.cost;
        if step.merit != Merit::Audio && spent as f64 > budget {
            break;
        }
        bought.push(step.id);
    }
    let count = |stream: &Stream| bought.iter().filter(|id| **id == stream.id).count();
    streams.iter().map(count).collect()
}

fn steps(stream: &Stream) -> impl Iterator<Item = Step> {
    let below = std::iter::once(&0).chain(&stream.rungs);
    let costs = stream.rungs.iter().zip(below);
    costs.enumerate().map(|(rung, (bits, below))| Step {
        stage: stage(stream.merit, *bits),
        merit: stream.merit,
        larger: Reverse(stream.pixels),
        id: stream.id,
        rung,
        cost: u64::from(bits.saturating_sub(*below)),
    })
}

/// A rung is judged by what it costs, not by its place, so that one dear single stream does not stand before
/// everybody else's small ones.
fn stage(merit: Merit, bits: u32) -> u8 {
    match (merit, bits) {
        (Merit::Audio, _) => 0,
        (_, 0..=VISIBLE) => 1,
        (Merit::Speaker, _) => 2,
        (Merit::Video, bits) if bits <= WELL => 3,
        (Merit::Video, _) => 4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn video(id: usize, merit: Merit, pixels: u32, has: usize) -> Stream {
        Stream {
            id,
            merit,
            pixels,
            rungs: vec![150_000, 450_000, 1_700_000],
            has,
        }
    }

    fn audio(id: usize) -> Stream {
        Stream {
            rungs: vec![40_000],
            ..video(id, Merit::Audio, 0, 1)
        }
    }

    #[test]
    fn audio_is_sent_whatever_the_budget() {
        assert_eq!(allocate(&[audio(0), audio(1)], 10_000.0), [1, 1]);
    }

    #[test]
    fn everybody_is_visible_before_anybody_is_sharp_and_the_speaker_is_sharp_first() {
        let room = |budget| {
            let streams = [
                audio(0),
                video(1, Merit::Video, 100, 0),
                video(2, Merit::Speaker, 50, 0),
                video(3, Merit::Video, 900, 0),
            ];
            buy(&streams, budget)
        };
        assert_eq!(room(200_000.0), [1, 0, 1, 0]);
        assert_eq!(room(350_000.0), [1, 0, 1, 1], "the larger one next");
        assert_eq!(room(500_000.0), [1, 1, 1, 1]);
        assert_eq!(room(800_000.0), [1, 1, 2, 1]);
        assert_eq!(room(2_400_000.0), [1, 1, 3, 2]);
        assert_eq!(room(9_000_000.0), [1, 3, 3, 3]);
    }

    #[test]
    fn one_dear_stream_does_not_hide_the_small_ones() {
        let dear = Stream {
            rungs: vec![2_500_000],
            ..video(0, Merit::Speaker, 9_000, 0)
        };
        let streams = [
            dear,
            video(1, Merit::Video, 1, 0),
            video(2, Merit::Video, 2, 0),
        ];
        assert_eq!(buy(&streams, 1_000_000.0), [0, 1, 1]);
    }

    #[test]
    fn a_budget_that_swings_around_a_cost_changes_nothing() {
        let at = |has, budget| allocate(&[video(0, Merit::Video, 1, has)], budget);
        for swing in [455_000.0, 500_000.0, 470_000.0] {
            assert_eq!((at(1, swing), at(2, swing)), (vec![1], vec![2]));
        }
        assert_eq!((at(2, 449_000.0), at(1, 520_000.0)), (vec![1], vec![2]));
    }

    fn streams() -> impl Strategy<Value = Vec<Stream>> {
        let merit = prop_oneof![1 => Just(Merit::Audio), 1 => Just(Merit::Speaker), 4 => Just(Merit::Video)];
        let rungs = prop::collection::btree_set(10_000u32..3_000_000, 0..6);
        let stream = (merit, 0u32..3, rungs, 0usize..7);
        prop::collection::vec(stream, 0..12).prop_map(|streams| {
            let numbered = streams.into_iter().enumerate();
            numbered
                .map(|(id, (merit, pixels, rungs, has))| Stream {
                    id,
                    merit,
                    pixels,
                    rungs: rungs.into_iter().collect(),
                    has,
                })
                .collect()
        })
    }

    fn cost(streams: &[Stream], got: &[usize], of: impl Fn(Merit) -> bool) -> f64 {
        let chosen = streams
            .iter()
            .zip(got)
            .filter(|(stream, _)| of(stream.merit));
        let bits = |(stream, got): (&Stream, &usize)| match got {
            0 => 0.0,
            got => f64::from(stream.rungs[got - 1]),
        };
        chosen.map(bits).sum()
    }

    proptest! {
        #[test]
        fn beyond_audio_the_budget_is_never_exceeded(streams in streams(), budget in 0.0..8e6) {
            let got = allocate(&streams, budget);
            let audio = cost(&streams, &got, |merit| merit == Merit::Audio);
            let all = cost(&streams, &got, |_| true);
            prop_assert!(all <= budget.max(audio), "{got:?}");
            let whole = streams.iter().zip(&got).filter(|(stream, _)| stream.merit == Merit::Audio);
            for (stream, got) in whole {
                prop_assert_eq!(*got, stream.rungs.len());
            }
        }

        #[test]
        fn more_budget_takes_nothing_from_anybody(streams in streams(), budget in 0.0..8e6, more in 0.0..4e6) {
            let (less, more) = (allocate(&streams, budget), allocate(&streams, budget + more));
            prop_assert!(less.iter().zip(&more).all(|(less, more)| less <= more), "{less:?} {more:?}");
        }

        #[test]
        fn the_order_in_which_streams_are_named_is_irrelevant(streams in streams(), budget in 0.0..8e6) {
            let mut reversed = streams.clone();
            reversed.reverse();
            let mut got = allocate(&reversed, budget);
            got.reverse();
            prop_assert_eq!(got, allocate(&streams, budget));
        }

        #[test]
        fn what_was_given_once_is_kept_while_the_budget_stays(streams in streams(), budget in 0.0..8e6) {
            let first = allocate(&streams, budget);
            let mut settled = streams;
            settled.iter_mut().zip(&first).for_each(|(stream, got)| stream.has = *got);
            prop_assert_eq!(allocate(&settled, budget), first);
        }

        #[test]
        fn everybody_has_everything_when_there_is_enough(streams in streams()) {
            let got = allocate(&streams, 1e9);
            let full: Vec<usize> = streams.iter().map(|stream| stream.rungs.len()).collect();
            prop_assert_eq!(got, full);
        }
    }
}
