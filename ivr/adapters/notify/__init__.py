"""Ways to tell people something: mail, a command of the site's own."""
