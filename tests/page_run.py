"""Pages run as Streamlit runs them, without a browser."""

from collections.abc import Callable, Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[1] / "app.py")


def run_page(
    page: str, parameters: Mapping[str, str], timeout: int, before_each: Callable[[], object] = lambda: None
) -> AppTest:
    """The page of pages/PAGE.py with these parameters in its address; with no exception and no error.

    What all pages share is read on the first page, what is a page's own when it is shown: so both are run, each after
    `before_each`.
    """
    app = AppTest.from_file(APP, default_timeout=timeout)
    for step in (lambda: None, lambda: app.switch_page(f"pages/{page}.py")):
        step()
        before_each()
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
    assert not app.exception and not app.error, (page, dict(parameters))
    return app
