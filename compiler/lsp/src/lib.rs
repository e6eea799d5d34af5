//! The language server of `.lab` files, which `labc lsp` runs: diagnostics while an author writes, and answers to what
//! editors ask. Start at [`serve`].
//!
//! The server answers one message at a time, in the order in which they come. What concerns the open text is found at
//! once, by [`labc::analyse`](fn@labc::analyse). What concerns the whole course is checked by the [`Host`], in a thread of
//! its own, after a pause in the typing; that is the very check of `labc check`, on the texts as they stand in the editor.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `answer` | requests, each answered by a module of its own |
//! | `server` | open documents, notifications, checks in the background |
//! | `host` | what the server needs from around it: files and courses |
//! | `text` | texts, their changes, and places counted in UTF-16 |
//! | `path` | paths and the addresses that editors use |
//! | `document` | an open document with what is known of it |
//! | `settled` | what the last check of the course has found, while the text goes on changing |
//! | `faults` | diagnostics as editors take them |
//! | `known` | what there is to say about a name |
//! | `alike` | what goes by one name together over the labs of a course |
//! | `context` | where a place is, in half-typed files too |
//! | `stored` | what students store under a name, and names that were changed by hand |
//! | `edits` | edits of a text |
//! | `figures` | values of texts and the figures that they are pinned to |
//! | `cited` | works that labs cite by their keys |
//! | `preview` | from the text to the page, and back |
//! | `hover`, `navigate`, `rename`, `symbols`, `tokens`, `hints`, `links`, `actions`, `complete`, `signature`, `layout` | one kind of question each |

mod actions;
mod alike;
mod answer;
mod cited;
mod complete;
mod context;
mod document;
mod edits;
mod faults;
mod figures;
mod hints;
mod host;
mod hover;
mod known;
mod layout;
mod links;
mod navigate;
mod path;
mod preview;
mod rename;
mod server;
mod settled;
mod signature;
mod stored;
mod symbols;
mod text;
mod tokens;

pub use answer::serve;
pub use host::{Around, Checked, Cited, Host, PartNamed};
pub use path::plain;
pub use server::Options;
