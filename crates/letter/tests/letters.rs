//! Letters as people get them: read and looked at with programs that know nothing of ours.

#![expect(
    clippy::panic_in_result_fn,
    reason = "assertions of tests that read files"
)]

use std::process::Command;

use anyhow::{Context, Result, ensure};
use wellmet_letter::{Block, Letter, LetterError, Print};

const LINK: &str = "https://wellmet.example.org/d/abcdefghijklmnopqrstuvwxyz";

fn invitation() -> Letter {
    let fact = |name: &str, value: &str| Block::Fact {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    Letter {
        title: "Your place in the Tuesday group".to_owned(),
        language: "en".to_owned(),
        print: Print::Large,
        blocks: vec![
            Block::Lines(vec![
                "Example Charity".to_owned(),
                "1 Example Street".to_owned(),
            ]),
            Block::Lines(vec![
                "Ada Example".to_owned(),
                "23 November 2026".to_owned(),
            ]),
            Block::Paragraph("Dear Ada, you have a place. We meet by video call.".to_owned()),
            Block::Heading("When we meet".to_owned()),
            fact("Next time", "Tuesday 1 December 2026 at 15:00"),
            fact("How long", "60 minutes"),
            Block::Heading("How to come in".to_owned()),
            Block::Paragraph("Point the camera of a phone at this square.".to_owned()),
            Block::Code {
                link: LINK.to_owned(),
                purpose: "Opens your door to the group".to_owned(),
            },
        ],
    }
}

/// The output of one of poppler's programs for `letter`.
fn poppler(program: &str, options: &[&str], letter: &Letter) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, letter.pdf()?)?;
    let output = Command::new(program)
        .args(options)
        .arg(&file)
        .args((program == "pdftotext").then_some("-"))
        .output()
        .context("poppler-utils is not installed")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Its older versions take `Suspects false`, which PDF/UA-1 wants, for an error.
    let faults = said.lines().filter(|line| !line.contains("Suspects"));
    ensure!(output.status.success() && faults.count() == 0, "{said}");
    Ok(output.stdout)
}

fn words(letter: &Letter) -> Result<Vec<String>> {
    let text = String::from_utf8(poppler("pdftotext", &[], letter)?)?;
    // Marks of direction around what is read from right to left are poppler's own.
    let text = text.replace(['\u{202a}', '\u{202b}', '\u{202c}'], "");
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

#[test]
fn every_word_is_there_in_the_order_of_reading() -> Result<()> {
    let mut letter = invitation();
    let long: Vec<String> = (0..1_500).map(|number| format!("word{number}")).collect();
    letter.blocks.push(Block::Paragraph(long.join(" ")));
    let read = words(&letter)?;
    let began = read.iter().position(|word| word == "word0");
    assert_eq!(&read[began.context("the paragraph")?..], long);
    let sentence = "Dear Ada, you have a place. We meet by video call. When we meet";
    assert!(read.join(" ").contains(sentence), "{read:?}");
    Ok(())
}

#[test]
fn a_printed_code_opens_its_link() -> Result<()> {
    let image = poppler("pdftoppm", &["-gray", "-r", "120"], &invitation())?;
    let (width, height, pixels) = gray(&image).context("a PGM image")?;
    let pixel = |x, y| pixels[y * width + x];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].decode()?.1, LINK);
    Ok(())
}

/// Width, height and pixels of a binary PGM image, of which only the first page is read.
fn gray(image: &[u8]) -> Option<(usize, usize, &[u8])> {
    let mut fields = image.splitn(4, |byte| byte.is_ascii_whitespace());
    let (_magic, width, height) = (fields.next()?, fields.next()?, fields.next()?);
    let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse().ok();
    let rest = fields.next()?;
    let begin = rest.iter().position(u8::is_ascii_whitespace)? + 1;
    Some((number(width)?, number(height)?, rest.get(begin..)?))
}

#[test]
fn readers_are_told_the_headings_and_the_code() -> Result<()> {
    let structure = String::from_utf8(poppler("pdfinfo", &["-struct-text"], &invitation())?)?;
    for expected in ["H1", "H2", "Figure", "\"Dear Ada, you have a place."] {
        assert!(structure.contains(expected), "{expected} in {structure}");
    }
    Ok(())
}

#[test]
fn names_of_many_scripts_are_printed() -> Result<()> {
    let mut letter = invitation();
    letter.blocks = vec![Block::Paragraph(
        "Łukasz Žižek Ναταλία Наталья مريم משה".to_owned(),
    )];
    let read = words(&letter)?;
    for name in ["Łukasz", "Žižek", "Ναταλία", "Наталья", "مريم", "משה"] {
        assert!(read.iter().any(|word| word == name), "{name} in {read:?}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_printed_is_named() {
    let mut letter = invitation();
    letter.blocks.push(Block::Paragraph("हैलो".to_owned()));
    let error = letter.pdf().err();
    assert!(
        matches!(&error, Some(LetterError::NoGlyph(text)) if text.contains('ह')),
        "{error:?}"
    );
}
