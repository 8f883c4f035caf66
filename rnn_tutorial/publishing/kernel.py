"""The project's own kernel: the interpreter that runs this, with the shims in place.

`python -m rnn_tutorial.publishing.kernel -f CONNECTION` is what a kernel spec starts.
"""

import json
import os
import sys
from pathlib import Path

from rnn_tutorial.storage import write_beside

NAME = "rnn-tutorial"
DISPLAY = "rnn_tutorial"
ARGV = [sys.executable, "-m", "rnn_tutorial.publishing.kernel", "-f", "{connection_file}"]
# TensorFlow reports the processor's instruction sets, missing GPUs and rounding on stderr.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "ABSL_MIN_LOG_LEVEL": "3",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def manager_class(connection: Path) -> type:
    """A kernel manager that knows one kernel, built in memory; no kernelspec is searched for.

    connection: where the file goes that tells the kernel its ports.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ProjectKernelManager(AsyncKernelManager):
        def _connection_file_default(self) -> str:
            return str(connection)

        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(
                argv=list(ARGV), display_name=DISPLAY, language="python", env=dict(QUIET)
            )

    return ProjectKernelManager


def install_kernelspec(prefix: Path | str = sys.prefix) -> Path:
    """Write the kernelspec `rnn-tutorial` under `prefix`/share/jupyter; returns its folder."""
    folder = Path(prefix) / "share" / "jupyter" / "kernels" / NAME
    spec = {"argv": ARGV, "display_name": DISPLAY, "language": "python", "env": QUIET}
    with write_beside(folder / "kernel.json") as stream:
        stream.write((json.dumps(spec, indent=1) + "\n").encode())
    return folder


def main() -> None:
    """Start the kernel, as ipykernel_launcher does."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    # `-m` puts the notebook's folder first: a file there named like a library would shadow it
    # while the kernel itself loads. IPython puts the folder back for the notebook.
    if sys.path and (not sys.path[0] or Path(sys.path[0]) == Path.cwd()):
        del sys.path[0]
    from rnn_tutorial.publishing import compat

    compat.provide_imp()
    compat.answer_nb_setup()
    from ipykernel import kernelapp

    # Python's own stderr still reaches the notebook. What C++ libraries write past Python
    # (TensorFlow: "could not find cuda drivers") stays out of the book.
    argv = [
        *sys.argv[1:],
        "--IPKernelApp.capture_fd_output=False",
        "--InlineBackend.figure_formats=['svg', 'pdf']",  # for the page, and for print
    ]
    kernelapp.launch_new_instance(argv=argv)


if __name__ == "__main__":
    main()
