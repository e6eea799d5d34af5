//! Opens what was handed in: a file, an archive of files, a mail with its attachments. Start at [`open`].

use std::io::{self, Cursor, Read, Seek};

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use zip::ZipArchive;

use super::stray::{Stray, ending};
use crate::record::store::{self, Copy, CopyFault, LARGEST};

/// What a file holds.
#[derive(Debug)]
pub enum OpenedFile {
    /// A copy.
    Copy(Copy),
    /// Nothing that can be taken in, though it may have been meant so.
    Refused(CopyFault),
    /// Nothing that was meant so.
    Stray(Stray),
}

/// Archives in archives are opened so deep.
const DEEPEST: usize = 4;
/// An archive may unpack to so many bytes, and to so many times its own size. Copies shrink to a tenth; what shrinks to
/// a thousandth was made to fill a disk.
const ROOM: (u64, u64) = (64_000_000, 100);

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Opens a file and tells what is in it, one call for each thing found: an archive has many. Paths inside of archives
/// and mails continue the file's.
pub fn open(path: &str, mut file: impl Read + Seek, size: u64, each: &mut dyn FnMut(String, OpenedFile)) {
    let room = size.saturating_mul(ROOM.1).saturating_add(ROOM.0);
    Opening { each, room }.file(path.to_owned(), &mut file, size, 0);
}

struct Opening<'e> {
    each: &'e mut dyn FnMut(String, OpenedFile),
    /// How many bytes may still be unpacked.
    room: u64,
}

impl Opening<'_> {
    fn file(&mut self, path: String, file: &mut dyn ReadSeek, size: u64, depth: usize) {
        if let Some(stray) = Stray::by_path(&path) {
            return (self.each)(path, OpenedFile::Stray(stray));
        }
        let mut bytes = Vec::new();
        // Class archives may be larger than memory and are read entry by entry.
        let mut head = [0; 4];
        let opened = file.read(&mut head).and_then(|_| file.rewind());
        if opened.is_ok() && is_zip(&head) {
            return self.archive(path, file, depth);
        }
        if size > LARGEST as u64 {
            return self.refuse(path, CopyFault::TooLarge);
        }
        match opened.and_then(|()| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)) {
            Ok(_) => self.bytes(path, &bytes, depth),
            Err(error) => self.refuse(path, CopyFault::Closed(error.to_string())),
        }
    }

    fn bytes(&mut self, path: String, bytes: &[u8], depth: usize) {
        if is_zip(bytes) {
            return self.archive(path, &mut Cursor::new(bytes), depth);
        }
        if let Some(archive) = other_archive(bytes) {
            let reason = format!("{archive} archive: unpack it, and collect what is in it");
            return self.refuse(path, CopyFault::Closed(reason));
        }
        if let Some(stray) = Stray::by_content(bytes) {
            return (self.each)(path, OpenedFile::Stray(stray));
        }
        if is_mail(&path, bytes)
            && let Some(message) = MessageParser::default().parse(bytes)
        {
            return self.mail(path, &message, depth);
        }
        match store::copies(bytes) {
            Ok(copies) => {
                copies.into_iter().for_each(|copy| (self.each)(path.clone(), OpenedFile::Copy(copy)))
            }
            Err(CopyFault::Foreign | CopyFault::Empty) if Stray::is_text(&path) => {
                (self.each)(path, OpenedFile::Stray(Stray::Text));
            }
            Err(fault) => self.refuse(path, fault),
        }
    }

    fn archive(&mut self, path: String, file: &mut dyn ReadSeek, depth: usize) {
        if depth >= DEEPEST {
            return self.refuse(path, CopyFault::Closed("archives in archives, too deep".to_owned()));
        }
        let cannot = |error: &dyn std::fmt::Display| {
            CopyFault::Closed(format!("an archive that can't be unpacked: {error}"))
        };
        let mut archive = match ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.refuse(path, cannot(&error)),
        };
        let document = match ending(&path.to_lowercase()) {
            "docx" => Some("word/document.xml"),
            "odt" => Some("content.xml"),
            _ => None,
        };
        for index in 0..archive.len() {
            let entry = match archive.by_index(index) {
                Ok(entry) => entry,
                Err(error) => {
                    self.refuse(path.clone(), cannot(&error));
                    continue;
                }
            };
            let name = match entry.name() {
                Ok(name) => name.replace('\\', "/"),
                Err(_) => String::from_utf8_lossy(entry.name_raw()).replace('\\', "/"),
            };
            if entry.is_dir() || document.is_some_and(|document| document != name) {
                continue;
            }
            let inner = format!("{path}/{}", name.trim_start_matches('/'));
            if document.is_none()
                && let Some(stray) = Stray::by_path(&inner)
            {
                (self.each)(inner, OpenedFile::Stray(stray));
                continue;
            }
            let most = self.room.min(LARGEST as u64) + 1;
            let mut bytes = Vec::new();
            let read: io::Result<usize> = entry.take(most).read_to_end(&mut bytes);
            let size = bytes.len() as u64;
            if size > self.room {
                let reason = "unpacks to far more than any class's work: the rest of it is left alone";
                return self.refuse(path, CopyFault::Closed(reason.to_owned()));
            }
            self.room -= size;
            match read {
                Ok(_) if document.is_some() => {
                    let found = store::copies(&bytes).unwrap_or_default();
                    if found.is_empty() {
                        (self.each)(path.clone(), OpenedFile::Stray(Stray::Document));
                    }
                    found.into_iter().for_each(|copy| (self.each)(path.clone(), OpenedFile::Copy(copy)));
                }
                Ok(_) if size > LARGEST as u64 => self.refuse(inner, CopyFault::TooLarge),
                Ok(_) => self.bytes(inner, &bytes, depth + 1),
                Err(error) => self.refuse(inner, CopyFault::Closed(format!("can't be unpacked: {error}"))),
            }
        }
    }

    /// Attachments are files of their own; what is written in the mail may hold a copy, once as text and once as a page.
    fn mail(&mut self, path: String, message: &Message<'_>, depth: usize) {
        if depth >= DEEPEST {
            return self.refuse(path, CopyFault::Closed("mails in mails, too deep".to_owned()));
        }
        let mut written: Vec<Copy> = Vec::new();
        let mut attached = false;
        for part in &message.parts {
            let name = part.attachment_name().map(|name| name.replace(['/', '\\'], "_"));
            let inner = || format!("{path}/{}", name.as_deref().unwrap_or("attachment"));
            match &part.body {
                PartType::Text(text) | PartType::Html(text) if name.is_none() => {
                    let found = store::copies(text.as_bytes()).unwrap_or_default();
                    let whole = found.iter().any(|copy| copy.harm.is_none());
                    if written.is_empty() || (whole && written.iter().any(|copy| copy.harm.is_some())) {
                        written = found;
                    }
                }
                PartType::Text(text) | PartType::Html(text) => {
                    attached = true;
                    self.bytes(inner(), text.as_bytes(), depth + 1);
                }
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                    attached = true;
                    let inner = inner();
                    match Stray::by_path(&inner) {
                        Some(stray) => (self.each)(inner, OpenedFile::Stray(stray)),
                        None => self.bytes(inner, bytes, depth + 1),
                    }
                }
                PartType::Message(message) => {
                    attached = true;
                    self.mail(inner(), message, depth + 1);
                }
                PartType::Multipart(_) => {}
            }
        }
        if written.is_empty() && !attached {
            (self.each)(path, OpenedFile::Stray(Stray::Text));
        } else {
            written.into_iter().for_each(|copy| (self.each)(path.clone(), OpenedFile::Copy(copy)));
        }
    }

    fn refuse(&mut self, path: String, fault: CopyFault) {
        (self.each)(path, OpenedFile::Refused(fault));
    }
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn other_archive(bytes: &[u8]) -> Option<&'static str> {
    let begins: [(&[u8], &str); 5] = [
        (b"7z\xbc\xaf\x27\x1c", "a 7z"),
        (b"Rar!", "a RAR"),
        (b"\x1f\x8b", "a gzip"),
        (b"BZh", "a bzip2"),
        (b"\xfd7zXZ", "an xz"),
    ];
    let found = begins.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, name)| *name);
    found.or_else(|| (bytes.get(257..262) == Some(b"ustar")).then_some("a tar"))
}

/// A mail as it is saved: lines of `Name: value`, one of which says how it is written.
fn is_mail(path: &str, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(16_384)];
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name));
    let name = head.split(|byte| *byte == b':').next().unwrap_or_default();
    let heads = name.len() < head.len()
        && name.len() < 64
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    heads
        && (ending(&path.to_lowercase()) == "eml"
            || has(b"\nmime-version:")
            || has(b"\ncontent-transfer-encoding:"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::record::store::{Record, pack};

    fn copy() -> String {
        let text = "{\"v\":2,\"text\":\"Größer, denn es wächst mit dem Quadrat der Länge und nicht mit der Länge selbst\"}";
        pack("c", &Record::from([("lab/answer/a".to_owned(), text.to_owned())]), "2026-11-21T10:00:00.000Z")
    }

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn opened(path: &str, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        open(path, Cursor::new(bytes), bytes.len() as u64, &mut |path, what| {
            found.push(match what {
                OpenedFile::Copy(copy) => {
                    assert_eq!(copy.harm, None);
                    format!("{path}: {} items", copy.items.len())
                }
                OpenedFile::Refused(fault) => format!("{path}: {fault}"),
                OpenedFile::Stray(stray) => format!("{path}: {stray:?}"),
            });
        });
        found
    }

    #[test]
    fn archives_are_opened_whatever_is_in_them() {
        let copy = copy();
        let inner = zip(&[("b/copy.json", copy.as_bytes()), ("__MACOSX/b/._copy.json", b"x")]);
        let outer = zip(&[
            ("Ada_1_assignsubmission_file_/copy.json", copy.as_bytes()),
            ("more.zip", &inner),
            ("Thumbs.db", b"x"),
            ("shot.png", b"x"),
            ("notes.json", b"{}"),
            ("onlinetext.html", b"<p>Hello</p>"),
        ]);
        assert_eq!(
            opened("all.zip", &outer),
            [
                "all.zip/Ada_1_assignsubmission_file_/copy.json: 1 items",
                "all.zip/more.zip/b/copy.json: 1 items",
                "all.zip/more.zip/__MACOSX/b/._copy.json: System",
                "all.zip/Thumbs.db: System",
                "all.zip/shot.png: Picture",
                "all.zip/notes.json: not a copy of a student's work",
                "all.zip/onlinetext.html: Text",
            ]
        );
        // Whatever its name.
        assert_eq!(opened("copy.json", &inner)[0], "copy.json/b/copy.json: 1 items");
        assert!(opened("a.zip", &outer[..outer.len() / 2])[0].contains("can't be unpacked"));
        assert!(opened("a.7z", b"7z\xbc\xaf\x27\x1c....")[0].contains("a 7z archive"));
    }

    #[test]
    fn archives_that_are_made_to_fill_a_disk_end() {
        let zeros = vec![b' '; 300_000];
        let bomb = zip(&[("a", &zeros), ("b", &zeros), ("c", &zeros), ("d", &zeros)]);
        let mut found = Vec::new();
        let mut each = |path: String, _| found.push(path);
        Opening { each: &mut each, room: 700_000 }.file(
            "bomb.zip".into(),
            &mut Cursor::new(&bomb),
            bomb.len() as u64,
            0,
        );
        assert_eq!(found, ["bomb.zip/a", "bomb.zip/b", "bomb.zip"]);
        let mut nested = zip(&[("copy.json", copy().as_bytes())]);
        for _ in 0..3 {
            nested = zip(&[("x.zip", &nested)]);
        }
        assert_eq!(opened("a.zip", &nested), ["a.zip/x.zip/x.zip/x.zip/copy.json: 1 items"]);
        assert!(opened("a.zip", &zip(&[("x.zip", &nested)]))[0].contains("too deep"));
    }

    #[test]
    fn documents_are_read_where_a_copy_was_pasted() {
        let escaped = copy().replace('&', "&amp;").replace('<', "&lt;").replacen(
            "\"format\"",
            "\u{201c}format\u{201d}",
            1,
        );
        let (start, end) = escaped.split_at(30);
        let xml = format!(
            "<?xml version=\"1.0\"?><w:document><w:p><w:r><w:t>{start}</w:t></w:r><w:r><w:t>{end}</w:t></w:r></w:p></w:document>"
        );
        let document = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", xml.as_bytes())]);
        assert_eq!(opened("essay.docx", &document), ["essay.docx: 1 items"]);
        let other = zip(&[("word/document.xml", b"<w:p>Hello</w:p>")]);
        assert_eq!(opened("essay.docx", &other), ["essay.docx: Document"]);
    }

    #[test]
    fn mails_are_read_with_their_attachments() {
        let printable = |text: &str| {
            let mut out = String::new();
            for (at, byte) in text.bytes().enumerate() {
                if at % 60 == 59 {
                    out.push_str("=\r\n");
                }
                match byte {
                    b'=' | 128.. => out.push_str(&format!("={byte:02X}")),
                    _ => out.push(char::from(byte)),
                }
            }
            out
        };
        let head = "From: Ada <ada@example.org>\r\nSubject: My copy\r\nMIME-Version: 1.0\r\n";
        let text =
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
        let page = "Content-Type: text/html; charset=utf-8\r\n\r\n";
        let html = copy().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let file = "Content-Type: application/json\r\nContent-Disposition: attachment; filename=\"copy.json\"\r\n\r\n";
        let plain = format!("{head}{text}Hello,\r\n\r\n{}\r\n", printable(&copy()));
        assert_eq!(opened("a.eml", plain.as_bytes()), ["a.eml: 1 items"]);
        let both = format!(
            "{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n{text}{}\r\n--b\r\n{page}<p>{html}</p>\r\n--b--\r\n",
            printable(&copy())
        );
        assert_eq!(opened("mail", both.as_bytes()), ["mail: 1 items"]);
        let attached = format!(
            "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{text}Hello\r\n--b\r\n{file}{}\r\n--b--\r\n",
            copy()
        );
        assert_eq!(opened("a.eml", attached.as_bytes()), ["a.eml/copy.json: 1 items"]);
        assert_eq!(opened("a.eml", format!("{head}{text}Hello\r\n").as_bytes()), ["a.eml: Text"]);
    }
}
