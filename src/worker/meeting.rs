//! Two workers at once on one processor: each waits at its gate for the other, before its stretch of work and after it.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::pipe::{PipeFlags, pipe_with};

/// Where two workers meet.
#[derive(Debug)]
pub struct Meeting {
    processor: u32,
    /// Whom to let through first.
    first: usize,
    sides: Mutex<[Attendee; 2]>,
}

/// One of them.
#[derive(Debug, Default)]
struct Attendee {
    /// A byte lets it through; an end tells it to leave.
    gate: Option<OwnedFd>,
    waits: bool,
    /// How often it was let through.
    passed: u32,
    gone: bool,
    /// It left without having been let through.
    in_vain: bool,
}

impl Meeting {
    /// On one processor; `first` is let through before the other.
    pub fn on(processor: u32, first: usize) -> Self {
        Self { processor, first, sides: Mutex::default() }
    }

    /// One side's place.
    pub fn place(&self, side: usize) -> Place<'_> {
        Place { meeting: self, side }
    }

    /// Whether this side waited for the other, and that one never came: what became of it says nothing of itself.
    pub fn in_vain(&self, side: usize) -> bool {
        self.sides()[side].in_vain
    }

    fn sides(&self) -> MutexGuard<'_, [Attendee; 2]> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets through whoever need not wait any longer.
    fn settle(&self, sides: &mut [Attendee; 2]) {
        if sides.iter().all(|side| side.waits) {
            for side in [self.first, 1 - self.first] {
                sides[side].let_through();
            }
        }
        let gone = sides.each_ref().map(|side| side.gone);
        for (side, other_is_gone) in sides.iter_mut().zip([gone[1], gone[0]]) {
            match (side.waits && other_is_gone, side.passed) {
                (true, 0) => {
                    side.in_vain = true;
                    side.gate = None;
                }
                (true, _) => side.let_through(),
                (false, _) => {}
            }
        }
    }
}

impl Attendee {
    fn let_through(&mut self) {
        // Where it is gone meanwhile, nobody reads.
        let _ = self.gate.as_ref().map(|gate| rustix::io::write(gate, &[1]));
        self.waits = false;
        self.passed += 1;
    }
}

/// A worker's place in a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    meeting: &'a Meeting,
    side: usize,
}

impl<'a> Place<'a> {
    /// The processor that both run on.
    pub(super) fn processor(self) -> u32 {
        self.meeting.processor
    }

    /// From now on until what it gives is dropped, the other one waits for this side.
    pub(super) fn attend(self) -> Attendance<'a> {
        Attendance(self)
    }

    /// The end of the gate that the worker reads from.
    ///
    /// # Errors
    /// Where there is no pipe.
    pub(super) fn gate(self) -> io::Result<OwnedFd> {
        let (read, write) = pipe_with(PipeFlags::CLOEXEC)?;
        self.meeting.sides()[self.side].gate = Some(write);
        Ok(read)
    }

    /// The worker is ended from outside now. Where it stands at its gate, it is the other one that takes too long.
    pub(super) fn time_is_over(self) {
        let own = &mut self.meeting.sides()[self.side];
        own.in_vain |= own.waits;
    }

    /// The worker is at its gate.
    pub(super) fn arrives(self) {
        let mut sides = self.meeting.sides();
        sides[self.side].waits = true;
        self.meeting.settle(&mut sides);
    }
}

/// As long as a side's worker may still come.
pub(super) struct Attendance<'a>(Place<'a>);

impl Drop for Attendance<'_> {
    fn drop(&mut self) {
        let Place { meeting, side } = self.0;
        let mut sides = meeting.sides();
        let own = &mut sides[side];
        (own.gone, own.gate) = (true, None);
        own.in_vain |= own.waits;
        own.waits = false;
        meeting.settle(&mut sides);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What can be read at the gate now: a byte, its end, or nothing yet.
    fn seen(gate: &OwnedFd) -> Option<usize> {
        rustix::io::ioctl_fionbio(gate, true).expect("a pipe");
        rustix::io::read(gate, &mut [0; 8]).ok()
    }

    #[test]
    fn both_go_on_when_both_are_there_twice() {
        let meeting = Meeting::on(0, 1);
        let places = [meeting.place(0), meeting.place(1)];
        let _attending = places.map(Place::attend);
        let gates = places.map(|place| place.gate().expect("a pipe"));
        for _ in 0..2 {
            places[0].arrives();
            assert_eq!([seen(&gates[0]), seen(&gates[1])], [None, None]);
            places[1].arrives();
            assert_eq!([seen(&gates[0]), seen(&gates[1])], [Some(1), Some(1)]);
        }
        assert!(!meeting.in_vain(0) && !meeting.in_vain(1));
    }

    #[test]
    fn who_waits_for_one_that_never_comes_leaves_and_it_is_not_its_failure() {
        for comes_first in [true, false] {
            let meeting = Meeting::on(0, 0);
            let places = [meeting.place(0), meeting.place(1)];
            let [staying, leaving] = places.map(Place::attend);
            let gate = places[0].gate().expect("a pipe");
            if comes_first {
                places[0].arrives();
                drop(leaving);
            } else {
                drop(leaving);
                places[0].arrives();
            }
            assert_eq!(seen(&gate), Some(0), "its end");
            drop(staying);
            assert!(meeting.in_vain(0) && !meeting.in_vain(1));
        }
    }

    #[test]
    fn who_has_imported_goes_on_where_the_other_dies() {
        let meeting = Meeting::on(0, 0);
        let places = [meeting.place(0), meeting.place(1)];
        let [staying, leaving] = places.map(Place::attend);
        let gates = places.map(|place| place.gate().expect("a pipe"));
        places.into_iter().for_each(Place::arrives);
        assert_eq!([seen(&gates[0]), seen(&gates[1])], [Some(1), Some(1)]);
        places[0].arrives();
        drop(leaving);
        assert_eq!(seen(&gates[0]), Some(1));
        drop(staying);
        assert!(!meeting.in_vain(0) && !meeting.in_vain(1));
    }

    #[test]
    fn who_has_imported_and_is_ended_while_the_other_hangs_waited_in_vain() {
        let meeting = Meeting::on(0, 0);
        let places = [meeting.place(0), meeting.place(1)];
        let [waiting, hanging] = places.map(Place::attend);
        places.into_iter().for_each(Place::arrives);
        places[0].arrives();
        places.into_iter().for_each(Place::time_is_over);
        // Whichever is gone first.
        drop(hanging);
        drop(waiting);
        assert!(meeting.in_vain(0) && !meeting.in_vain(1));
    }

    #[test]
    fn who_is_ended_at_the_gate_waited_in_vain() {
        let meeting = Meeting::on(0, 0);
        let places = [meeting.place(0), meeting.place(1)];
        let [waiting, hanging] = places.map(Place::attend);
        places[0].arrives();
        drop(waiting);
        drop(hanging);
        assert!(meeting.in_vain(0) && !meeting.in_vain(1));
    }
}
