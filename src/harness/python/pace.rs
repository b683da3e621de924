//! How often a Python is asked: as often as its time allows.
//!
//! A Python that needs a second for its variants would make a measurement as long as all others together. It is given
//! so much for all sittings ([`GIVEN`], unless its twin asks for more), and is asked in the first rounds of each for as
//! long as its share lasts. A sitting that the share is not enough for goes on without it, and leaves its share to the
//! next.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a Python is given for one chapter, all sittings together, unless its twin asks for more: ten seconds, less what
/// the last round may overrun.
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

/// What a Python cost in one sitting, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::harness) struct Cost {
    /// All that it was given.
    pub all: u64,
    /// Its start and all questions once: less than that gives no answer. 0 if it was not asked.
    pub least: u64,
}

/// The time of one Python in one sitting.
#[derive(Debug)]
pub(super) struct Pace {
    /// What all sittings may cost.
    given: Duration,
    /// What this sitting may cost.
    share: Duration,
    /// What it took at least in the last sitting in which it was asked; zero if there is none.
    expected: Duration,
    /// What it takes at least in this one, once that is known.
    least: Duration,
    /// The warm-up and the rounds, as far as they were decided.
    turns: Vec<Turn>,
    /// What had been spent when the last round that asked began.
    before: Duration,
}

impl Pace {
    /// With all that it is `given`; `spent` went into its start.
    pub(super) fn new(given: Duration, spent: Duration) -> Self {
        let (expected, least) = (Duration::ZERO, Duration::ZERO);
        Self { given, share: given, expected, least, turns: Vec::new(), before: spent }
    }

    /// Gives this sitting an equal part, and what the `earlier` ones left of theirs; `left` are to come, with this one.
    pub(super) fn share(&mut self, earlier: &[Cost], left: u32) {
        let before = u32::try_from(earlier.len()).unwrap_or(u32::MAX);
        let all = before.saturating_add(left.max(1));
        let due = self.given.mul_f64(f64::from(before.saturating_add(1)) / f64::from(all));
        self.share = due.saturating_sub(earlier.iter().map(|cost| Duration::from_millis(cost.all)).sum());
        // The first sitting asks more than the others: what is a fact.
        let last = earlier.iter().map(|cost| cost.least).rfind(|least| *least > 0);
        self.expected = Duration::from_millis(last.unwrap_or(0));
    }

    /// Whether an earlier sitting asked it.
    pub(super) fn was_asked_before(&self) -> bool {
        self.expected > Duration::ZERO
    }

    /// Whether the share of this sitting is enough to be asked everything once. That of the first always is; who is left
    /// out of one may be asked in the next, so that those who are too dear are spread over the whole measurement.
    pub(super) fn affords_a_sitting(&self) -> bool {
        self.expected <= self.share
    }

    /// Everything was asked once, at a cost of `spent` with the start.
    pub(super) fn was_asked(&mut self, spent: Duration) {
        self.least = spent;
    }

    /// What it cost, of `spent` in all.
    pub(super) fn cost(&self, spent: Duration) -> Cost {
        let [all, least] = [spent, self.least].map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        Cost { all, least }
    }

    /// What happens in the round of that number, where 0 is the warm-up. All variants of a Python share a turn; `spent`
    /// is what it took so far in this sitting.
    pub(super) fn turn(&mut self, round: usize, spent: Duration) -> Turn {
        while self.turns.len() <= round {
            if self.turns == [Turn::Ask] {
                self.was_asked(spent);
            }
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
            [] if self.affords_a_sitting() => Turn::Ask,
            [] | [.., Turn::Leave] => Turn::Leave,
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

    fn cost(all: u64, least: u64) -> Cost {
        Cost { all, least }
    }

    /// What happens in a sitting in which each round costs so many milliseconds, of which a start cost 100.
    fn turns(share: u64, cost: u64, rounds: usize) -> Vec<Turn> {
        let mut spent = Duration::from_millis(100);
        let mut pace = Pace::new(GIVEN, spent);
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
        assert_eq!(turns(0, 1900, 3), [Ask, Keep, Leave], "in the first sitting one answer is better than none");
    }

    #[test]
    fn what_one_sitting_did_not_spend_the_next_may() {
        let mut pace = Pace::new(GIVEN, Duration::ZERO);
        pace.share(&[], 5);
        assert_eq!(pace.share, Duration::from_millis(1_900), "an equal part");
        pace.share(&[cost(500, 500), cost(3_000, 500)], 3);
        assert_eq!(pace.share, Duration::from_millis(2_200));
        pace.share(&[cost(60_000, 500)], 0);
        assert_eq!(pace.share, Duration::ZERO);
    }

    #[test]
    fn who_cannot_afford_a_sitting_is_not_even_warmed_up() {
        let mut pace = Pace::new(GIVEN, Duration::ZERO);
        pace.share(&[cost(3_000, 3_000)], 4);
        let turns: Vec<Turn> = (0..3).map(|round| pace.turn(round, Duration::ZERO)).collect();
        assert_eq!(turns, [Turn::Leave; 3]);
        assert_eq!(pace.cost(Duration::from_millis(100)), cost(100, 0));
    }

    #[test]
    fn who_took_more_than_its_share_by_a_round_is_still_asked() {
        let mut pace = Pace::new(GIVEN, Duration::ZERO);
        pace.share(&[cost(2_100, 300)], 4);
        assert_eq!(pace.turn(0, Duration::from_millis(50)), Turn::Ask);
        pace.turn(1, Duration::from_millis(350));
        assert_eq!(pace.cost(Duration::from_millis(900)), cost(900, 350), "the start and the warm-up");
    }

    #[test]
    fn what_a_sitting_takes_is_what_the_last_one_took() {
        let mut pace = Pace::new(GIVEN, Duration::ZERO);
        pace.share(&[cost(900, 900), cost(0, 0)], 8);
        assert!(pace.was_asked_before() && pace.affords_a_sitting());
        pace.share(&[cost(1_900, 1_900), cost(0, 0)], 8);
        assert!(!pace.affords_a_sitting(), "with its facts");
        pace.share(&[cost(1_900, 1_900), cost(400, 400)], 8);
        assert!(pace.affords_a_sitting(), "without");
    }

    /// In which of five sittings it is asked, if one costs so many milliseconds and the start of the others nothing.
    fn sittings(each: u64) -> Vec<bool> {
        let mut earlier = Vec::new();
        let asked = |left: u32| {
            let mut pace = Pace::new(GIVEN, Duration::ZERO);
            pace.share(&earlier, left);
            let affords = pace.affords_a_sitting();
            earlier.push(if affords { cost(each, each) } else { Cost::default() });
            affords
        };
        (1..=5).rev().map(asked).collect()
    }

    #[test]
    fn who_is_asked_once_a_sitting_is_left_out_of_those_that_its_time_is_not_enough_for() {
        assert_eq!(sittings(1_900), [true; 5], "all that it is given");
        assert_eq!(sittings(2_500), [true, false, true, true, false]);
        assert_eq!(sittings(60_000), [true, false, false, false, false], "one answer is better than none");
    }
}
