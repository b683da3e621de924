//! How often a Python is asked: as often as its time allows.
//!
//! A Python that needs a second for its variants would make a measurement as long as all others together. It is given
//! [`GIVEN`] for all sittings, and is asked in the first rounds of each for as long as its share lasts: in one round at
//! least, so that every sitting has a value.

use std::time::Duration;

/// What a Python is given for one chapter, all sittings together: ten seconds, less what the last round may overrun.
pub(super) const GIVEN: Duration = Duration::from_millis(9_500);
/// Where fewer rounds than this fit into a sitting, the warm-up is its first: what takes so long hardly needs one.
const FEWEST: u32 = 2;

/// What happens to a Python in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is asked.
    Ask,
    /// What it said to warm up is its answer.
    Keep,
    /// It is not asked any more in this sitting.
    Leave,
}

/// The time of one Python in one sitting.
#[derive(Debug)]
pub(super) struct Pace {
    share: Duration,
    /// What the dearest sitting so far cost.
    dearest: Duration,
    /// The warm-up and the rounds, as far as they were decided.
    turns: Vec<Turn>,
    /// What had been spent when the last round that asked began.
    before: Duration,
}

impl Pace {
    /// With all that a Python is given; `spent` went into its start.
    pub(super) fn new(spent: Duration) -> Self {
        Self { share: GIVEN, dearest: Duration::ZERO, turns: Vec::new(), before: spent }
    }

    /// Takes what each of the `earlier` sittings spent off, and shares the rest among those that are `left`, of which
    /// this is one.
    pub(super) fn share(&mut self, earlier: &[Duration], left: u32) {
        self.share = GIVEN.saturating_sub(earlier.iter().sum()) / left.max(1);
        self.dearest = earlier.iter().max().copied().unwrap_or_default();
    }

    /// Whether a sitting like those before fits into what is left for this one: for who is asked everything once or not
    /// at all. The first always does, and what it leaves out a later one may have again.
    pub(super) fn affords_a_sitting(&self) -> bool {
        self.dearest <= self.share
    }

    /// What happens in the round of that number, where 0 is the warm-up. All variants of a Python share a turn; `spent`
    /// is what it took so far in this sitting.
    pub(super) fn turn(&mut self, round: usize, spent: Duration) -> Turn {
        while self.turns.len() <= round {
            let turn = self.decide(spent);
            if turn == Turn::Ask {
                self.before = spent;
            }
            self.turns.push(turn);
        }
        self.turns[round]
    }

    fn decide(&self, spent: Duration) -> Turn {
        let (left, cost) = (self.share.saturating_sub(spent), spent.saturating_sub(self.before));
        match self.turns.as_slice() {
            [] => Turn::Ask,
            [_] if cost * FEWEST > left => Turn::Keep,
            // Kept is free: what a round costs is what the warm-up cost.
            [.., Turn::Ask | Turn::Keep] if cost <= left => Turn::Ask,
            _ => Turn::Leave,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens in a sitting in which each round costs so many milliseconds, of which a start cost 100.
    fn turns(share: u64, cost: u64, rounds: usize) -> Vec<Turn> {
        let mut spent = Duration::from_millis(100);
        let mut pace = Pace::new(spent);
        pace.share = Duration::from_millis(share);
        let each = |round| {
            let turn = pace.turn(round, spent);
            spent += if turn == Turn::Ask { Duration::from_millis(cost) } else { Duration::ZERO };
            assert_eq!(pace.turn(round, spent), turn, "another variant of the same round");
            turn
        };
        (0..rounds).map(each).collect()
    }

    #[test]
    fn who_is_quick_is_asked_in_every_round() {
        assert_eq!(turns(2000, 10, 40), [Turn::Ask; 40]);
    }

    #[test]
    fn who_is_slow_is_asked_until_its_share_is_spent() {
        use Turn::{Ask, Leave};
        assert_eq!(turns(2000, 500, 5), [Ask, Ask, Ask, Leave, Leave]);
    }

    #[test]
    fn where_two_rounds_do_not_fit_the_warm_up_is_one() {
        use Turn::{Ask, Keep, Leave};
        assert_eq!(turns(2000, 900, 4), [Ask, Keep, Ask, Leave]);
        assert_eq!(turns(2000, 1900, 4), [Ask, Keep, Leave, Leave]);
        assert_eq!(turns(0, 1900, 3), [Ask, Keep, Leave], "a sitting without a value could not be compared");
    }

    #[test]
    fn what_one_sitting_did_not_spend_is_shared_among_the_others() {
        let mut pace = Pace::new(Duration::ZERO);
        pace.share(&[Duration::from_millis(500), Duration::from_secs(3)], 3);
        assert_eq!(pace.share, Duration::from_secs(2));
        pace.share(&[Duration::from_secs(60)], 0);
        assert_eq!(pace.share, Duration::ZERO);
    }

    /// In which of five sittings it is asked, if one costs so many milliseconds and the start of the others nothing.
    fn sittings(cost: u64) -> Vec<bool> {
        let mut earlier = Vec::new();
        let asked = |left: u32| {
            let mut pace = Pace::new(Duration::ZERO);
            pace.share(&earlier, left);
            let affords = pace.affords_a_sitting();
            earlier.push(if affords { Duration::from_millis(cost) } else { Duration::ZERO });
            affords
        };
        (1..=5).rev().map(asked).collect()
    }

    #[test]
    fn who_is_asked_once_a_sitting_is_left_out_of_those_that_its_time_is_not_enough_for() {
        assert_eq!(sittings(1_900), [true; 5], "all that it is given");
        assert_eq!(sittings(2_500), [true, false, false, true, true]);
        assert_eq!(sittings(60_000), [true, false, false, false, false], "one answer is better than none");
    }
}
