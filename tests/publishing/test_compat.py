"""Each shim has a reason. When the reason no longer holds, its test here fails."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tutorial.publishing import compat

PACKAGES = Path(inspect.getfile(pytest)).resolve().parents[1]


def source_of(name: str) -> str:
    return (PACKAGES / name).read_text(encoding="utf-8")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.11 has imp: run it with 3.12")
def test_imp_is_still_asked_for_and_still_missing():
    assert "import imp" in source_of("jsonextended/plugins.py")
    alone = subprocess.run([sys.executable, "-c", "import imp"], capture_output=True, check=False)
    assert alone.returncode, "Python has imp again: remove provide_imp"


def test_imp_loads_a_file(tmp_path):
    (tmp_path / "there.py").write_text("value = 42\n")
    assert compat._load_source("there", str(tmp_path / "there.py")).value == 42


def test_nb_setup_of_ipypublish_still_needs_an_answer():
    from PIL import Image

    assert "ANTIALIAS" in source_of("ipypublish/scripts/nb_setup.py")
    assert not hasattr(Image, "ANTIALIAS"), "Pillow has ANTIALIAS again: remove answer_nb_setup"


def test_importing_the_engine_still_warns():
    plain = "import rnn_tutorial.publishing.compat as c; c.answer_nb_setup(); c.provide_imp();"
    command = [sys.executable, "-W", "error", "-c", plain + "import ipypublish.convert.main"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Warning" in done.stderr, "nothing warns any more: engine() needn't silence warnings"


def test_old_first_cell_is_answered_by_ours():
    compat.engine()
    from ipypublish import nb_setup

    assert nb_setup.__name__ == "rnn_tutorial.nb_setup"


def test_it_is_less_than_a_screen():
    assert len(inspect.getsource(compat).splitlines()) < 60
