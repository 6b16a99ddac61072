"""HTML escapes what is put into it and holds its numbers together; what is HTML already is left as it is."""

from markupsafe import Markup

from dashboard import markup


def test_numbers_are_held_together_in_whatever_is_put_in():
    assert markup.html("<td>{}</td>", "10 000 kroner <i>") == "<td>10\u00a0000 kroner &lt;i&gt;</td>"
    assert markup.html("<p>{said}</p>", said="per 1 000") == "<p>per 1\u00a0000</p>"
    assert markup.each("<th>{}</th>", ["Under 5 000"]) == "<th>Under 5\u00a0000</th>"
    assert markup.joined(["1 000", "i 2024"], ", ") == "1\u00a0000, i 2024"
    assert markup.terms([("Enhet", "per 1 000")]) == "<dt>Enhet</dt><dd>per 1\u00a0000</dd>"


def test_attributes_keep_the_spaces_that_they_are_given():
    path = "M0.5 114.3L5 200"
    assert markup.html("<path d='{}'/><p title='{said}'>{said} {}</p>", path, "5 200", said="1 000") == (
        f"<path d='{path}'/><p title='1\u00a0000'>1\u00a0000 5\u00a0200</p>"
    )
    assert markup.html("<a href='{1}'>{0}</a>", "1 000", "/?q=1 000") == "<a href='/?q=1 000'>1\u00a0000</a>"


def test_html_and_numbers_are_put_in_as_they_are():
    assert markup.html("{}{}", Markup("<script>a = 1 000</script>"), 1000) == "<script>a = 1 000</script>1000"
