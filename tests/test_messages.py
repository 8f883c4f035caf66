"""Messages go to the logger "rnn_tutorial"; notebooks and `show_messages` print them."""

import subprocess
import sys

import pytest

SEND = "import logging; logging.getLogger('rnn_tutorial.x').info('epoch %d', 3)"
PROGRAMS = {
    "a notebook shows them": (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        f"InteractiveShell.instance().run_cell('''import rnn_tutorial\n{SEND}''')",
        "epoch 3\n",
    ),
    "a library is silent": (f"import rnn_tutorial; {SEND}", ""),
    "a script can ask for them": (
        f"import rnn_tutorial as rt; rt.show_messages(); rt.show_messages(); {SEND}",
        "epoch 3\n",
    ),
}


@pytest.mark.parametrize("kind", PROGRAMS)
def test_who_sees_messages(kind, monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    program, shown = PROGRAMS[kind]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, shown, "")
