"""A hook of mkdocs: what a page links to outside of docs/ is not on the site, and stands as code with its path.

A link to a file that is not in the repository stays as it is, so that the strict build fails.
"""
import os
import posixpath
import re

LINK = re.compile(r"(?<!!)\[((?:!\[[^\]]*\]\([^)]*\)|[^\[\]])*)\]\(([^)\s]+)\)")


def on_page_markdown(markdown, *, page, config, **_):
    folder = posixpath.dirname(posixpath.join("docs", page.file.src_uri))
    root = os.path.dirname(config["docs_dir"])

    def outside(link):
        text, target = link.groups()
        if "://" in target or target.startswith("#"):
            return link.group(0)
        path = posixpath.normpath(posixpath.join(folder, target.split("#")[0]))
        if path.startswith("docs/") or not os.path.exists(os.path.join(root, path)):
            return link.group(0)
        return text if text.strip("`") == path else f"{text} (`{path}`)"

    return LINK.sub(outside, markdown)
