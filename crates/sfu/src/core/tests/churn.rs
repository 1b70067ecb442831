//! How often those who stay must negotiate while others come and go. Only sections matter here, so nobody connects:
//! each member's client offers, in text, what it sends and as many sections to receive in as it was asked for.

use super::{net::Conditions, world::World};
use crate::{
    answer::{Kind, SectionRole},
    event::Event,
    id::{Label, Mid, Source},
};

/// Sections to receive in of each kind that clients bring along.
const BROUGHT: usize = 3;

struct Member {
    number: usize,
    /// The kind of each section, and whether it sends.
    sections: Vec<(Kind, bool)>,
    offers: usize,
}

struct Group {
    world: World,
    members: Vec<Member>,
}

impl Group {
    fn new(size: usize) -> Self {
        let world = World::new(1, Conditions::default());
        let mut group = Self {
            world,
            members: Vec::new(),
        };
        (0..size).for_each(|_| group.join());
        group.members.iter_mut().for_each(|of| of.offers = 0);
        group
    }

    /// Somebody comes with a microphone and a camera, and all receive them and are received by them.
    fn join(&mut self) {
        let number = self.world.join_bare();
        let mut sections = vec![(Kind::Audio, true), (Kind::Video, true)];
        for kind in [Kind::Audio, Kind::Video] {
            sections.extend([(kind, false); BROUGHT]);
        }
        for at in 0..self.members.len() {
            let other = self.members[at].number;
            self.subscribe(other, number);
            self.subscribe(number, other);
        }
        self.members.push(Member {
            number,
            sections,
            offers: 0,
        });
        self.offer(number);
        self.settle();
    }

    fn leave(&mut self, at: usize) {
        let member = self.members.remove(at);
        let peer = self.world.peer(member.number);
        let mut out = super::net::Gathered {
            from: self.world.server,
            datagrams: Vec::new(),
        };
        self.world.core.leave(self.world.now, peer, &mut out);
        self.settle();
    }

    fn subscribe(&mut self, subscriber: usize, publisher: usize) {
        for mid in ["0", "1"] {
            let source = Source {
                peer: self.world.peer(publisher),
                mid: Mid::new(mid).unwrap(),
            };
            let label = Label {
                stream: format!("{publisher}"),
                track: format!("{publisher}-{mid}"),
            };
            let subscriber = self.world.peer(subscriber);
            self.world.core.subscribe(subscriber, source, label);
        }
    }

    /// One offer, and those that its answer asks for.
    fn offer(&mut self, number: usize) {
        loop {
            let mut members = self.members.iter_mut();
            let Some(member) = members.find(|of| of.number == number) else {
                return;
            };
            member.offers += 1;
            let text = text(&member.sections);
            let answer = self.world.offer_text(number, &text).unwrap();
            let wanted = answer.wanted;
            if (wanted.audios, wanted.videos) == (0, 0) {
                return;
            }
            self.add(number, wanted.audios, wanted.videos);
        }
    }

    fn add(&mut self, number: usize, audios: u32, videos: u32) {
        let mut members = self.members.iter_mut();
        let member = members.find(|of| of.number == number).unwrap();
        let more = |kind, count: u32| std::iter::repeat_n((kind, false), count as usize);
        member.sections.extend(more(Kind::Audio, audios));
        member.sections.extend(more(Kind::Video, videos));
    }

    /// Everybody offers who is asked to.
    fn settle(&mut self) {
        while let Some(event) = self.world.core.event() {
            self.world.core.event_taken();
            if let Event::SectionsWanted(peer, wanted) = event {
                let mut numbers = self.members.iter().map(|of| of.number);
                let Some(number) = numbers.find(|of| self.world.peer(*of) == peer) else {
                    continue;
                };
                self.add(number, wanted.audios, wanted.videos);
                self.offer(number);
            }
        }
    }

    /// Everybody receives both tracks of everybody else.
    fn assert_complete(&mut self) {
        let others = self.members.len() - 1;
        for at in 0..self.members.len() {
            let text = text(&self.members[at].sections);
            let number = self.members[at].number;
            let answer = self.world.offer_text(number, &text).unwrap();
            let receiving = |role: &SectionRole| {
                matches!(
                    role,
                    SectionRole::Receiving {
                        source: Some(_),
                        ..
                    }
                )
            };
            let roles = answer.sections.iter().map(|section| &section.role);
            assert_eq!(roles.filter(|role| receiving(role)).count(), 2 * others);
        }
    }
}

fn text(sections: &[(Kind, bool)]) -> String {
    let mids: Vec<String> = (0..sections.len()).map(|mid| mid.to_string()).collect();
    let mut text = format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n",
        mids.join(" ")
    );
    for (mid, (kind, sends)) in mids.iter().zip(sections) {
        text += if *kind == Kind::Audio {
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n"
        } else {
            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
        };
        let direction = if *sends { "sendonly" } else { "recvonly" };
        let pairs = vec!["AB"; 32].join(":");
        text += &format!(
            "a=mid:{mid}\r\na={direction}\r\na=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\n\
             a=fingerprint:sha-256 {pairs}\r\na=setup:active\r\na=rtcp-mux\r\n"
        );
    }
    text
}

/// Offers that each member makes for one who leaves, and for one who comes in their place; and the most sections
/// anybody has in the end.
fn churn(size: usize, rounds: usize) -> (f64, f64, usize) {
    let mut group = Group::new(size);
    let (mut left, mut came) = (0, 0);
    for round in 0..rounds {
        let offers = |group: &Group| group.members.iter().map(|of| of.offers).sum::<usize>();
        group.leave(round * 7 % group.members.len());
        left += offers(&group);
        group.members.iter_mut().for_each(|of| of.offers = 0);
        group.join();
        let newcomer = group.members.last().unwrap().offers;
        came += offers(&group) - newcomer;
        assert!(newcomer <= 2, "the newcomer offered {newcomer} times");
        group.members.iter_mut().for_each(|of| of.offers = 0);
    }
    group.assert_complete();
    let most = group.members.iter().map(|of| of.sections.len()).max();
    let each = (rounds * (size - 1)) as f64;
    (left as f64 / each, came as f64 / each, most.unwrap())
}

#[test]
fn who_stays_offers_once_for_a_newcomer_and_never_for_one_who_leaves() {
    for (size, rounds) in [(12, 60), (50, 12)] {
        let (left, came, sections) = churn(size, rounds);
        assert_eq!(left, 0.0, "offers each for one who leaves a room of {size}");
        assert!(
            came <= 1.05,
            "{came} offers each for a newcomer to a room of {size}"
        );
        // Their own two, those of the others, and a few to spare.
        assert!(
            sections <= 2 * size + 8,
            "{sections} sections in a room of {size}"
        );
    }
}
