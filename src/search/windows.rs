//! A text of any length in windows of so many segments: the same windows however the text comes in.

use crate::normalize::{REACH, Segment, Segments};

/// Segments of a window: about 50 KB of text.
const WINDOW: usize = 8192;

/// Segments kept in front of a window, for the context of its first names.
pub(crate) const BEHIND: usize = 4;

/// The segments of the current window, of a few before it and of enough behind it for a name that goes on.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    pub(crate) segments: Vec<Segment>,
    /// Where the window starts in `segments`.
    pub(crate) start: usize,
    /// Where to go on with segmentation.
    at: usize,
    is_first: bool,
    ahead: usize,
}

impl Windows {
    /// `ahead`: segments that a name may go on behind the window in which it starts.
    pub(crate) fn new(ahead: usize) -> Windows {
        Windows { segments: Vec::new(), start: 0, at: 0, is_first: true, ahead }
    }

    /// Fills the window from `text`, which holds what is left of the text, or the next part of it. Says where the
    /// window ends in `segments`, or `None` where a part is too short to tell.
    pub(crate) fn fill(&mut self, text: &str, part: Part) -> Option<usize> {
        let wanted = self.start + WINDOW + self.ahead;
        let mut segments = Segments::resume(text, self.at, self.is_first);
        let mut next = segments.next();
        while self.segments.len() < wanted {
            let Some(segment) = next else { break };
            next = segments.next();
            // What comes next may still belong to the last segment of a part, or tell that it is damaged.
            let is_settled = next.is_some() && segment.end + REACH <= text.len();
            if !is_settled && part == Part::Unfinished {
                break;
            }
            self.segments.push(segment);
            (self.at, self.is_first) = (segment.end, false);
        }
        let is_full = self.segments.len() >= wanted;
        (is_full || part == Part::Last).then(|| self.segments.len().min(self.start + WINDOW))
    }

    /// Goes on to the window that starts at segment `start`.
    pub(crate) fn advance(&mut self, start: usize) {
        let keep = start.saturating_sub(BEHIND);
        self.segments.drain(..keep);
        self.start = start - keep;
    }

    /// Is there nothing left in the window?
    pub(crate) fn is_empty(&self) -> bool {
        self.start >= self.segments.len()
    }

    /// Where the text starts that is still needed.
    pub(crate) fn needed(&self) -> usize {
        self.segments.first().map_or(self.at, |segment| segment.start)
    }

    /// Takes note that so many bytes were cut off in front.
    pub(crate) fn shift(&mut self, bytes: usize) {
        self.at -= bytes;
        for segment in &mut self.segments {
            segment.start -= bytes;
            segment.end -= bytes;
        }
    }
}

/// Does the text go on?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Unfinished,
    Last,
}
