"""What runs the program elsewhere follows README's recipe and names what is there."""

import re
from pathlib import Path

import yaml

from etl import __main__ as commands

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
WORKFLOW = (ROOT / ".github" / "workflows" / "data.yml").read_text("utf-8")


def test_nginx_is_set_up_as_readme_says_but_for_where_the_processes_are():
    text = (ROOT / "README.md").read_text("utf-8")
    recipe = re.search(r"    # A viewer stays with one process.*?\n(?=\S)", text, re.DOTALL)[0]
    lines = "\n".join(line.removeprefix("    ") for line in recipe.rstrip().splitlines())
    for place in ("1", "2"):
        lines = lines.replace(f"127.0.0.1:866{place}", f"app{place}:8501")
    assert (ROOT / "docs" / "deploy" / "nginx.conf").read_text("utf-8").partition("\n")[2] == lines + "\n"
    assert {"app1", "app2", "nginx", "nightly"} < COMPOSE["services"].keys()


def test_the_unit_allows_the_file_handles_that_readme_reckons_for_a_hall():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "A process holds four file handles for each viewer" in " ".join(text.split())
    assert int(re.search(r"^    LimitNOFILE=(\d+)$", text, re.MULTILINE)[1]) >= 4 * 1000


def test_what_the_image_copies_and_the_services_mount_is_there():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()]
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(copied) == sorted(kept) and all((ROOT / name).exists() for name in copied)
    mounted = [one for service in COMPOSE["services"].values() for one in service.get("volumes", []) if one[0] == "."]
    assert mounted and all((ROOT / one.split(":")[0]).is_file() for one in mounted)


def test_commands_of_the_night_exist():
    parser = commands.make_parser()
    asked = re.findall(r"python -m etl ?([a-z-]*)([^|\n;]*)", WORKFLOW)
    assert {command for command, _ in asked} == {"", "status", "publish", "fetch"}
    for command in ("status", "fetch"):
        assert parser.parse_args([command]).command == command
    assert parser.parse_args(["publish", "published", "--allow-smaller"]).allow_smaller
    assert "'--allow-smaller'" in WORKFLOW


def test_only_nginx_is_believed_about_who_asks():
    """A process believes the network that it shares with nginx; readers reach nginx by another."""
    (subnet,) = [part["subnet"] for part in COMPOSE["networks"]["inner"]["ipam"]["config"]]
    services = COMPOSE["services"]
    assert all(services[name]["environment"]["FORWARDED_ALLOW_IPS"] == subnet for name in ("app1", "app2"))
    assert set(services["nginx"]["networks"]) & set(services["app1"]["networks"]) == {"inner"}
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
