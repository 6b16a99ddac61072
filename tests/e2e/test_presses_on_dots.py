"""The page «Sammenheng» as users meet it: a press on a municipality's dot leads to its page."""

import re


def test_a_press_on_a_dot_leads_to_the_municipality(open_page):
    page = open_page("/sammenheng?vis=par&x=population&y=expenditure_administration&inndeling=2024")
    figure = page.locator(".st-key-figure_relation_pair")
    figure.locator("h2", has_text="Administrasjon henger klart sammen med innbyggere").wait_for()
    named = figure.locator(".textpoint text", has_text="Utsira")
    named.wait_for()
    place = named.bounding_box()
    page.mouse.click(place["x"], place["y"] + place["height"] / 2)
    page.wait_for_url(re.compile(r"/kommune\?.*kommune=1151"))
    page.locator("h1", has_text="Kommune").wait_for()
