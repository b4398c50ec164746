//! How far a number of a published table could differ from the truth without contradicting anything published.
//!
//! A table with its margins is a network: what flows from a row to a column is a cell, what flows into a row is
//! its total. Moving one number is moving a flow round a circle, so the answer is exact, not an estimate.

use std::collections::VecDeque;

/// How far down and up one number could move by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Leeway {
    pub down: u32,
    pub up: u32,
}

impl Leeway {
    pub const NONE: Self = Self { down: 0, up: 0 };

    /// What two publications of the same number leave open together.
    pub fn both(self, other: Self) -> Self {
        Self {
            down: self.down.min(other.down),
            up: self.up.min(other.up),
        }
    }
}

/// Which way a number is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Down,
    Up,
}

/// The order of the numbers of a table: cells row by row, row totals, column totals, the total of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub rows: usize,
    pub columns: usize,
}

impl Shape {
    pub fn cell(self, row: usize, column: usize) -> usize {
        row * self.columns + column
    }

    pub fn cells(self) -> usize {
        self.rows * self.columns
    }

    pub fn row_total(self, row: usize) -> usize {
        self.cells() + row
    }

    pub fn column_total(self, column: usize) -> usize {
        self.cells() + self.rows + column
    }

    pub fn total(self) -> usize {
        self.cells() + self.rows + self.columns
    }

    pub fn numbers(self) -> usize {
        self.total() + 1
    }

    /// The numbers that stand in the sums of number `i`: its row and column with their totals.
    pub fn is_beside(self, i: usize, other: usize) -> bool {
        let ((from, to), (other_from, other_to)) = (self.ends(i), self.ends(other));
        i != other && (from == other_from || to == other_to || from == other_to || to == other_from)
    }

    /// Nodes: the source of all, the rows, the columns, the sink.
    fn ends(self, i: usize) -> (usize, usize) {
        let (source, sink) = (0, self.rows + self.columns + 1);
        if i < self.cells() {
            (1 + i / self.columns, 1 + self.rows + i % self.columns)
        } else if i < self.cells() + self.rows {
            (source, 1 + i - self.cells())
        } else if i < self.total() {
            (1 + i - self.cells(), sink)
        } else {
            (sink, source)
        }
    }

    /// The value of every number, from the cells.
    pub fn with_totals(self, cells: &[u32]) -> Vec<u32> {
        let mut all = cells.to_vec();
        let cell = |row, column| {
            cells
                .get(self.cell(row, column))
                .copied()
                .unwrap_or_default()
        };
        all.extend((0..self.rows).map(|row| {
            (0..self.columns)
                .map(|column| cell(row, column))
                .sum::<u32>()
        }));
        all.extend(
            (0..self.columns)
                .map(|column| (0..self.rows).map(|row| cell(row, column)).sum::<u32>()),
        );
        all.push(cells.iter().sum());
        all
    }
}

/// How far number `i` can be moved one way, up to `wanted`, everything else moving within its own leeway.
pub fn reach(shape: Shape, leeway: &[Leeway], i: usize, way: Way, wanted: u32) -> u32 {
    let (from, to) = shape.ends(i);
    // More of i needs a way back from its end to its start; less of it needs a way round it.
    let (start, goal, own) = match way {
        Way::Up => (to, from, leeway[i].up),
        Way::Down => (from, to, leeway[i].down),
    };
    let wanted = wanted.min(own);
    let mut room = Room {
        shape,
        open: leeway.to_vec(),
        without: i,
    };
    let mut moved = 0;
    while moved < wanted {
        let step = room.push(start, goal, wanted - moved);
        if step == 0 {
            break;
        }
        moved += step;
    }
    moved
}

struct Room {
    shape: Shape,
    open: Vec<Leeway>,
    without: usize,
}

impl Room {
    /// Pushes along one shortest way that is open, and says how much.
    fn push(&mut self, start: usize, goal: usize, most: u32) -> u32 {
        let Some(steps) = self.shortest(start, goal) else {
            return 0;
        };
        let open = |(arc, way): &(usize, Way)| match way {
            Way::Up => self.open[*arc].up,
            Way::Down => self.open[*arc].down,
        };
        let amount = steps.iter().map(open).fold(most, u32::min);
        for (arc, way) in steps {
            let Leeway { down, up } = self.open[arc];
            self.open[arc] = match way {
                Way::Up => Leeway {
                    down: down.saturating_add(amount),
                    up: up - amount,
                },
                Way::Down => Leeway {
                    down: down - amount,
                    up: up.saturating_add(amount),
                },
            };
        }
        amount
    }

    fn shortest(&self, start: usize, goal: usize) -> Option<Vec<(usize, Way)>> {
        let nodes = self.shape.rows + self.shape.columns + 2;
        let mut came_by: Vec<Option<(usize, usize, Way)>> = vec![None; nodes];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            if node == goal {
                break;
            }
            for (arc, way, next) in self.steps_from(node) {
                if next != start && came_by[next].is_none() {
                    came_by[next] = Some((node, arc, way));
                    queue.push_back(next);
                }
            }
        }
        let mut steps = Vec::new();
        let mut node = goal;
        while node != start {
            let (before, arc, way) = came_by[node]?;
            steps.push((arc, way));
            node = before;
        }
        Some(steps)
    }

    fn steps_from(&self, node: usize) -> impl Iterator<Item = (usize, Way, usize)> {
        (0..self.shape.numbers())
            .filter(|arc| *arc != self.without)
            .filter_map(move |arc| {
                let (from, to) = self.shape.ends(arc);
                if from == node && self.open[arc].up > 0 {
                    Some((arc, Way::Up, to))
                } else if to == node && self.open[arc].down > 0 {
                    Some((arc, Way::Down, from))
                } else {
                    None
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Shape = Shape {
        rows: 2,
        columns: 2,
    };

    fn leeway(open: &[usize], by: u32) -> Vec<Leeway> {
        (0..SQUARE.numbers())
            .map(|i| {
                if open.contains(&i) {
                    Leeway { down: by, up: by }
                } else {
                    Leeway::NONE
                }
            })
            .collect()
    }

    #[test]
    fn a_single_blank_cell_is_known_from_its_margins() {
        assert_eq!(reach(SQUARE, &leeway(&[0], 9), 0, Way::Up, 9), 0);
    }

    #[test]
    fn four_blank_cells_can_move_round_a_circle() {
        assert_eq!(reach(SQUARE, &leeway(&[0, 1, 2, 3], 9), 0, Way::Up, 9), 9);
        assert_eq!(reach(SQUARE, &leeway(&[0, 1, 2], 9), 0, Way::Up, 9), 0);
    }

    #[test]
    fn blank_margins_let_a_cell_move_alone() {
        let margins = [
            0,
            SQUARE.row_total(0),
            SQUARE.column_total(0),
            SQUARE.total(),
        ];
        assert_eq!(reach(SQUARE, &leeway(&margins, 4), 0, Way::Down, 9), 4);
    }

    #[test]
    fn margins_are_sums() {
        assert_eq!(
            SQUARE.with_totals(&[1, 2, 3, 4]),
            [1, 2, 3, 4, 3, 7, 4, 6, 10]
        );
    }
}
