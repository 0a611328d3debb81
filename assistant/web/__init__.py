"""The web pages: `pages` hears requests, `views` choose what is shown, `templates/` say how, `words.toml` in words."""
