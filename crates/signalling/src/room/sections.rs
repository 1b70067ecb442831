//! Sections to receive in (v1). The client offers them; when its subscriptions need more it is asked
//! by `media_sections_requirement`, whose numbers it adds to what it has. So what has been asked
//! for and not yet been offered is remembered, lest it be asked for twice.

use livekit_protocol::{MediaSectionsRequirement, signal_response::Message};
use wellmet_sfu::{Kind, Section, SectionRole, SectionsWanted};

use super::Room;
use crate::sid::ParticipantSid;

/// One participant's receiving sections.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// As of the last answer.
    offered: SectionsWanted,
    /// How many there will be when the client has done what it was asked.
    promised: SectionsWanted,
    asked: Asked,
    /// The media core is answering an offer.
    answering: bool,
    /// It wished for another while it was answering. Whether before or after it had made up the
    /// answer cannot be told, so the wish stands until the answer is here.
    late_wish: bool,
}

/// Whether the client has been asked to offer anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asked {
    /// No, or it has.
    #[default]
    No,
    /// Yes; no offer has come since.
    Yes,
    /// Yes; an offer came that lacks what was asked for, perhaps written before it was read.
    Crossed,
}

impl Sections {
    /// The client has offered.
    pub(super) fn being_answered(&mut self) {
        self.answering = true;
    }

    /// The connection broke: no answer comes any more, and what was asked may never have been read.
    /// The answer to the next offer says what is lacking.
    pub(super) fn abandoned(&mut self) {
        *self = Self {
            offered: self.offered,
            promised: self.offered,
            ..Self::default()
        };
    }

    /// The answer, or the refusal, is here. What to ask for in consequence: what the answer itself
    /// lacks, else one more offer if that was wished for meanwhile.
    pub(super) fn settled(&mut self, lacking: SectionsWanted) -> Option<SectionsWanted> {
        self.answering = false;
        let late_wish = std::mem::take(&mut self.late_wish);
        let wish = late_wish || lacking != SectionsWanted::default();
        wish.then(|| self.ask(lacking)).flatten()
    }

    /// Takes the sections of a new answer.
    pub(super) fn answered(&mut self, sections: &[Section]) {
        self.offered = SectionsWanted {
            audios: receiving(sections, Kind::Audio),
            videos: receiving(sections, Kind::Video),
        };
        let lacking = self.offered.audios < self.promised.audios
            || self.offered.videos < self.promised.videos;
        if lacking && self.asked == Asked::Yes {
            self.asked = Asked::Crossed;
        } else {
            self.promised = self.offered;
            self.asked = Asked::No;
        }
    }

    /// What to ask for, now that `wanted` more sections are needed; `None` when what was asked
    /// before covers it.
    fn ask(&mut self, wanted: SectionsWanted) -> Option<SectionsWanted> {
        if self.answering {
            self.late_wish = true;
            return None;
        }
        let needed = SectionsWanted {
            audios: self.offered.audios.saturating_add(wanted.audios),
            videos: self.offered.videos.saturating_add(wanted.videos),
        };
        let more = SectionsWanted {
            audios: needed.audios.saturating_sub(self.promised.audios),
            videos: needed.videos.saturating_sub(self.promised.videos),
        };
        if self.asked != Asked::No && more == SectionsWanted::default() {
            return None;
        }
        self.promised.audios = self.promised.audios.saturating_add(more.audios);
        self.promised.videos = self.promised.videos.saturating_add(more.videos);
        self.asked = Asked::Yes;
        Some(more)
    }
}

impl Room {
    /// The media core waits for their next offer: with this many more sections or, when it is none,
    /// with the same (a track took a section that had become free).
    pub(crate) fn sections_wanted(&mut self, who: &ParticipantSid, wanted: SectionsWanted) {
        if let Some(more) = self
            .participant_mut(who)
            .and_then(|p| p.sections.ask(wanted))
        {
            self.ask_for_sections(who, more);
        }
    }

    pub(super) fn ask_for_sections(&mut self, who: &ParticipantSid, more: SectionsWanted) {
        let requirement = MediaSectionsRequirement {
            num_audios: more.audios,
            num_videos: more.videos,
        };
        self.tell(who, Message::MediaSectionsRequirement(requirement));
    }
}

fn receiving(sections: &[Section], kind: Kind) -> u32 {
    let receiving = sections.iter().filter(|section| {
        section.kind == kind && matches!(section.role, SectionRole::Receiving { .. })
    });
    u32::try_from(receiving.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use wellmet_sfu::Mid;

    use super::*;

    fn wanted(audios: u32, videos: u32) -> SectionsWanted {
        SectionsWanted { audios, videos }
    }

    fn offered(audios: u32, videos: u32) -> Vec<Section> {
        let kinds = (0..audios)
            .map(|_| Kind::Audio)
            .chain((0..videos).map(|_| Kind::Video));
        let receiving = kinds.enumerate().map(|(index, kind)| Section {
            mid: Mid::new(&index.to_string()).unwrap(),
            kind,
            role: SectionRole::Receiving {
                source: None,
                label: None,
            },
        });
        receiving.collect()
    }

    #[test]
    fn what_is_wanted_is_asked_for_once() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), Some(wanted(1, 1)));
        assert_eq!(sections.ask(wanted(1, 1)), None);
        assert_eq!(sections.ask(wanted(2, 1)), Some(wanted(1, 0)));
        sections.answered(&offered(5, 4));
        assert_eq!(sections.ask(wanted(0, 0)), Some(wanted(0, 0)));
    }

    #[test]
    fn an_offer_that_crossed_the_question_does_not_make_it_be_asked_again() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), Some(wanted(1, 1)));
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), None);
        sections.answered(&offered(4, 4));
        assert_eq!(sections.ask(wanted(1, 0)), Some(wanted(1, 0)));
    }

    #[test]
    fn a_wish_that_overtakes_the_answer_is_asked_for_after_it() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(0, 0)), Some(wanted(0, 0)));
        sections.being_answered();
        assert_eq!(sections.ask(wanted(0, 0)), None);
        sections.answered(&offered(3, 3));
        assert_eq!(sections.settled(wanted(0, 0)), Some(wanted(0, 0)));
        sections.being_answered();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.settled(wanted(0, 0)), None);
    }

    #[test]
    fn a_client_that_did_not_do_what_it_was_asked_is_asked_again() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), Some(wanted(1, 1)));
        sections.answered(&offered(3, 3));
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), Some(wanted(1, 1)));
    }

    #[test]
    fn what_was_asked_on_a_connection_that_broke_is_asked_again() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(1, 1)), Some(wanted(1, 1)));
        sections.being_answered();
        sections.abandoned();
        sections.being_answered();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.settled(wanted(1, 1)), Some(wanted(1, 1)));
    }

    #[test]
    fn a_bare_new_offer_is_asked_for_once_until_it_comes() {
        let mut sections = Sections::default();
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(0, 0)), Some(wanted(0, 0)));
        assert_eq!(sections.ask(wanted(0, 0)), None);
        sections.answered(&offered(3, 3));
        assert_eq!(sections.ask(wanted(0, 0)), Some(wanted(0, 0)));
    }
}
