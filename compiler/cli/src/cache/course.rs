//! What is kept of a course as a whole: pages and scripts that are made from all of its labs, each with the hash of what
//! it was made from and of the compiler that made it.

use std::path::Path;

use labc::page::site::links::PageLinks;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Cache, Goal, Hash, hash};
use crate::cache::packed::Packed;
use crate::cache::rows::RowName;
use crate::files::content::Content;

impl Cache {
    /// What was found out about a course as a whole, if it was found from the same.
    pub(crate) fn derived<T: DeserializeOwned>(&self, name: &str, from: &Hash) -> Option<T> {
        self.folder.as_ref()?;
        let (known, found) = postcard::from_bytes::<(Hash, T)>(self.rows.get(name_of_derived(name))?).ok()?;
        (known == self.by_this_compiler(from)).then_some(found)
    }

    /// What something is made from, and the compiler that makes it.
    fn by_this_compiler(&self, from: &Hash) -> Hash {
        hash(&[&self.compiler, from])
    }

    /// Keeps what was found out about a course as a whole.
    pub(crate) fn keep_derived(&self, name: &str, from: &Hash, found: &impl Serialize) {
        if let (Some(_), Ok(row)) =
            (&self.folder, postcard::to_allocvec(&(self.by_this_compiler(from), found)))
        {
            self.rows.put(name_of_derived(name), row);
        }
    }

    /// A page or a script that is made from the whole course, if it was made from the same. `path` says where it lies
    /// in the site, which may depend on its hash.
    pub(crate) fn whole_page(
        &self,
        name: &str,
        from: &Hash,
        goal: &Goal,
        path: impl Fn(blake3::Hash) -> String,
    ) -> Option<(Content, Packed<PageLinks>)> {
        let (hash, links): (Hash, Packed<PageLinks>) = self.derived(name, from)?;
        let hash = blake3::Hash::from(hash);
        let content = Content::kept(hash, self.page_path(Path::new(name), hash)?);
        goal.is_met(&path(hash), &content).then_some((content, links))
    }

    /// Keeps a page or a script that is made from the whole course.
    pub(crate) fn keep_whole_page(
        &self,
        name: &str,
        from: &Hash,
        text: String,
        links: PageLinks,
    ) -> (Content, Packed<PageLinks>) {
        let links = Packed::new(links);
        let content = self.keep_html(Path::new(name), text);
        self.keep_derived(name, from, &(content.hash().as_bytes(), &links));
        (content, links)
    }
}

/// What something goes by that belongs to no page of its own.
fn name_of_derived(name: &str) -> RowName {
    // No path begins so.
    let hash = hash(&[b"derived", name.as_bytes()]);
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_compiler_made_of_the_course_is_made_again() {
        let folder = std::env::temp_dir().join(format!("labc-cache-course-{}", std::process::id()));
        let site = folder.join("out");
        std::fs::create_dir_all(&folder).unwrap();
        let from = hash(&[b"all labs"]);
        let cache = Cache::beside(&site);
        cache.keep_derived("home", &from, &"a page");
        cache.close();

        let found = |compiler: Option<&[u8]>, from: &Hash| {
            let mut cache = Cache::beside(&site);
            if let Some(compiler) = compiler {
                cache.compiler = compiler.to_vec();
            }
            cache.derived::<String>("home", from)
        };
        assert_eq!(found(None, &from).as_deref(), Some("a page"));
        assert_eq!(found(Some(b"another"), &from), None);
        assert_eq!(found(None, &hash(&[b"other labs"])), None);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
