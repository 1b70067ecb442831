//! The content of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1):
//! which packets of a connection arrived, and when.

mod read;

pub(crate) use read::Feedback;

use crate::bytes_at::Writer;

/// Base sequence number, status count, reference time and feedback count.
const HEAD: usize = 8;
/// Arrival deltas count quarter milliseconds.
const TICK_MICROS: i64 = 250;
/// The reference time counts 64 ms.
const REFERENCE_MICROS: i64 = 64_000;
/// Statuses in one two-bit vector chunk.
const VECTOR: usize = 7;
const MAX_RUN: usize = 0x1FFF;

/// One packet's fate: arrival in microseconds on any clock that starts below 0x7FFF_FFFF seconds.
pub(crate) type Received = Option<i64>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Missing = 0,
    Small = 1,
    Large = 2,
}

/// Writes the content for packets `base`, `base + 1`, ... into `buffer`; its length, in whole words.
/// The first packet must have arrived. `None` when it does not fit.
pub(crate) fn write(
    base: u16,
    statuses: &[Received],
    feedback: u8,
    buffer: &mut [u8],
) -> Option<usize> {
    let first = statuses.iter().flatten().next()?;
    let reference = first.div_euclid(REFERENCE_MICROS);
    let mut out = Writer::new(buffer);
    out.put(&base.to_be_bytes())?;
    out.put(&u16::try_from(statuses.len()).ok()?.to_be_bytes())?;
    let [_, r0, r1, r2] = (reference as u32).to_be_bytes();
    out.put(&[r0, r1, r2, feedback])?;
    write_chunks(&mut out, reference, statuses)?;
    for (_, delta) in deltas(reference, statuses) {
        match delta {
            None => {}
            Some(small @ 0..=255) => out.put(&[small as u8])?,
            Some(large) => out.put(&(large.clamp(-0x8000, 0x7FFF) as i16).to_be_bytes())?,
        }
    }
    while !out.len().is_multiple_of(4) {
        out.put(&[0])?;
    }
    Some(out.len())
}

/// Each status with its delta to the one before, in ticks.
fn deltas(reference: i64, statuses: &[Received]) -> impl Iterator<Item = (Symbol, Option<i64>)> {
    let mut at = reference * REFERENCE_MICROS / TICK_MICROS;
    statuses.iter().map(move |status| {
        let Some(micros) = status else {
            return (Symbol::Missing, None);
        };
        let delta = micros.div_euclid(TICK_MICROS) - at;
        at += delta;
        (
            if (0..=255).contains(&delta) {
                Symbol::Small
            } else {
                Symbol::Large
            },
            Some(delta),
        )
    })
}

/// Runs where statuses repeat, vectors elsewhere.
fn write_chunks(out: &mut Writer<'_>, reference: i64, statuses: &[Received]) -> Option<()> {
    let mut symbols = deltas(reference, statuses)
        .map(|(symbol, _)| symbol)
        .peekable();
    let mut pending: [Symbol; VECTOR] = [Symbol::Missing; VECTOR];
    let mut waiting = 0;
    while let Some(symbol) = symbols.next() {
        if waiting == 0 {
            let mut run = 1;
            while run < MAX_RUN && symbols.next_if(|next| *next == symbol).is_some() {
                run += 1;
            }
            if run >= VECTOR {
                out.put(&((symbol as u16) << 13 | run as u16).to_be_bytes())?;
                continue;
            }
            pending.iter_mut().take(run).for_each(|slot| *slot = symbol);
            waiting = run;
        } else if let Some(slot) = pending.get_mut(waiting) {
            *slot = symbol;
            waiting += 1;
        }
        if waiting == VECTOR {
            out.put(&vector(&pending, waiting).to_be_bytes())?;
            waiting = 0;
        }
    }
    if waiting > 0 {
        out.put(&vector(&pending, waiting).to_be_bytes())?;
    }
    Some(())
}

fn vector(symbols: &[Symbol; VECTOR], used: usize) -> u16 {
    let used = symbols.iter().take(used).zip((0..VECTOR).rev());
    used.fold(0xC000, |chunk, (symbol, place)| {
        chunk | (*symbol as u16) << (2 * place)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc::{
        rtcp::transport_feedbacks::transport_layer_cc::{PacketStatusChunk, TransportLayerCc},
        shared::marshal::Unmarshal,
    };

    use super::{super::Compound, *};

    /// Symbols and deltas (in microseconds) as the second implementation reads them.
    fn read_back(base: u16, statuses: &[Received]) -> (Vec<u16>, Vec<i64>, u32) {
        let mut buffer = [0; 4096];
        let len = write(base, statuses, 7, &mut buffer).unwrap();
        let mut compound = Compound::default();
        compound.begin(1);
        compound.receiver_report(&[]);
        compound.transport_feedback(2, &buffer[..len]);
        let mut bytes = &compound.bytes()[8..];
        let feedback = TransportLayerCc::unmarshal(&mut bytes).unwrap();
        assert_eq!(
            (feedback.base_sequence_number, feedback.fb_pkt_count),
            (base, 7)
        );
        assert_eq!(usize::from(feedback.packet_status_count), statuses.len());
        let mut symbols: Vec<u16> = Vec::new();
        for chunk in &feedback.packet_chunks {
            match chunk {
                PacketStatusChunk::RunLengthChunk(run) => {
                    symbols.extend((0..run.run_length).map(|_| run.packet_status_symbol as u16));
                }
                PacketStatusChunk::StatusVectorChunk(vector) => {
                    symbols.extend(vector.symbol_list.iter().map(|symbol| *symbol as u16));
                }
            }
        }
        symbols.truncate(statuses.len());
        (
            symbols,
            feedback
                .recv_deltas
                .iter()
                .map(|delta| delta.delta)
                .collect(),
            feedback.reference_time,
        )
    }

    proptest! {
        #[test]
        fn the_second_implementation_reads_every_arrival(
            base: u16,
            start in 0i64..1_000_000_000,
            steps in prop::collection::vec(prop::option::weighted(0.8, -20_000i64..200_000), 0..300),
        ) {
            let mut at = start;
            let mut statuses = vec![Some(start)];
            statuses.extend(steps.iter().map(|step| step.map(|step| { at = (at + step).max(0); at })));
            let (symbols, deltas, reference) = read_back(base, &statuses);
            prop_assert_eq!(symbols.len(), statuses.len());
            let mut time = i64::from(reference) * REFERENCE_MICROS;
            let mut deltas = deltas.into_iter();
            for (symbol, status) in symbols.iter().zip(&statuses) {
                prop_assert_eq!(*symbol != 0, status.is_some());
                if let Some(arrived) = status {
                    time += deltas.next().unwrap();
                    prop_assert_eq!(time, arrived.div_euclid(TICK_MICROS) * TICK_MICROS);
                }
            }
        }
    }
}
