//! Pages as pictures: charts on the cheapest printer, and the previews that the press draws itself.

use std::path::Path;

use broadside_press::{Limits, Picture, PressError, draw, draw_in_child, render};

use super::kit::{FIXTURES, packet, pictures, set};

/// The dark bars of a picture from top to bottom, by their length in pixels.
fn bars(picture: &[u8]) -> Vec<usize> {
    const LEAST: usize = 40;
    const THICK: usize = 14;
    let (width, rows) = rows(picture);
    // Runs of black that stand unbroken over so many rows: (from, to, rows).
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for row in rows {
        let runs = runs(row, width);
        let mut still = Vec::new();
        for (from, to) in runs.into_iter().filter(|(from, to)| to - from >= LEAST) {
            let before = open
                .iter()
                .find(|(a, b, _)| a.abs_diff(from) < 3 && b.abs_diff(to) < 3);
            let height = before.map_or(0, |(_, _, height)| *height) + 1;
            if height == THICK {
                found.push(to - from);
            }
            still.push((from, to, height));
        }
        open = still;
    }
    found
}

/// Of a portable bitmap: a header of two words, then eight pixels a byte, black is one.
fn rows(picture: &[u8]) -> (usize, impl Iterator<Item = &[u8]>) {
    let head: Vec<&[u8]> = picture.splitn(3, |byte| *byte == b'\n').collect();
    let sizes = std::str::from_utf8(head[1]).expect("a header");
    let (width, _) = sizes.split_once(' ').expect("two sizes");
    let width: usize = width.parse().expect("a width");
    (width, head[2].chunks_exact(width.div_ceil(8)))
}

fn runs(row: &[u8], width: usize) -> Vec<(usize, usize)> {
    let black = |at: usize| row[at / 8] & (0x80 >> (at % 8)) != 0;
    let mut runs = Vec::new();
    let mut from = None;
    for at in 0..=width {
        match (from, at < width && black(at)) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                runs.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    runs
}

#[test]
fn charts_can_be_told_in_black_and_white() {
    let packet = packet(FIXTURES[0]);
    let Some(pictures) = pictures(&set(&packet).pdf) else {
        return;
    };
    let of_districts: Vec<u64> = packet
        .divisions
        .iter()
        .filter_map(|row| row.signatures_exact)
        .collect();
    let most = of_districts.iter().max().copied().expect("districts");
    let all: Vec<Vec<usize>> = pictures.iter().map(|picture| bars(picture)).collect();
    let chart = all
        .iter()
        .find(|bars| bars.len() >= of_districts.len())
        .expect("a page with the chart of districts");
    let longest = chart[..of_districts.len()].iter().max().expect("bars");
    for (bar, number) in chart.iter().zip(&of_districts) {
        let expected = usize::try_from(*number * *longest as u64 / most).expect("a length");
        assert!(bar.abs_diff(expected) <= 3, "{number}: {bar} of {longest}");
    }
}

/// Width and height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let word = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (word(16), word(20))
}

#[test]
fn every_page_can_be_drawn_as_it_is_set() {
    // Letter, A4, letter.
    for (fixture, height) in FIXTURES.into_iter().zip([1_100, 1_202, 1_100]) {
        let pages = set(&packet(fixture)).report.pages;
        for page in [1, pages] {
            let drawn = draw(fixture.as_bytes(), Picture { page, width: 850 }).expect("a page");
            assert_eq!(size(&drawn.png), (850, height));
            assert_eq!(drawn.report.pages, pages);
            // Something stands on it: a blank page is a few kilobytes.
            assert!(
                (20_000..600_000).contains(&drawn.png.len()),
                "{}",
                drawn.png.len()
            );
        }
    }
}

#[test]
fn a_page_that_is_not_there_is_told_apart() {
    let pages = render(FIXTURES[0].as_bytes()).unwrap().report.pages;
    for page in [0, pages + 1, usize::MAX] {
        let error = draw(FIXTURES[0].as_bytes(), Picture { page, width: 850 });
        assert_eq!(error, Err(PressError::NoSuchPage { pages }));
    }
}

#[test]
fn no_picture_is_larger_than_a_printer_can_show() {
    for (asked, made) in [(0, 200), (u32::MAX, 2_000)] {
        let picture = Picture {
            page: 1,
            width: asked,
        };
        let drawn = draw(FIXTURES[2].as_bytes(), picture).expect("a page");
        assert_eq!(size(&drawn.png).0, made);
    }
}

#[test]
fn a_child_draws_the_same_picture() {
    let press = Path::new(env!("CARGO_BIN_EXE_broadside-press"));
    let (snapshot, picture) = (
        FIXTURES[2].as_bytes(),
        Picture {
            page: 2,
            width: 600,
        },
    );
    let drawn = draw_in_child(press, &[], snapshot, picture, Limits::default());
    assert_eq!(drawn, draw(snapshot, picture));
    let beyond = Picture {
        page: 99,
        ..picture
    };
    let error = draw_in_child(press, &[], snapshot, beyond, Limits::default());
    assert_eq!(error, Err(PressError::NoSuchPage { pages: 8 }));
}
