"""The project's own kernel: the interpreter that runs this process, with the shims in place.

A kernel spec starts it as `python -m rnn_tutorial.publishing.kernel -f CONNECTION`.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tutorial.storage import write_beside

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

NAME = "rnn-tutorial"
# TensorFlow reports the processor's instruction sets, missing GPUs and rounding on stderr.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "ABSL_MIN_LOG_LEVEL": "3",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def _spec() -> "KernelSpec":
    from jupyter_client.kernelspec import KernelSpec

    argv = [sys.executable, "-m", "rnn_tutorial.publishing.kernel", "-f", "{connection_file}"]
    return KernelSpec(argv=argv, display_name="rnn_tutorial", language="python")


def make_manager(connection: Path) -> "AsyncKernelManager":
    """A kernel manager that has only this kernel; it searches for no installed kernelspec.

    connection: the file that tells the kernel its ports.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager

    class OwnKernel(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> "KernelSpec":
            return _spec()

    return AsyncKernelManager(
        kernel_name=NAME, kernel_spec_manager=OwnKernel(), connection_file=str(connection)
    )


def install_kernelspec(prefix: Path | str = sys.prefix) -> Path:
    """Write the kernelspec `rnn-tutorial` under `prefix`/share/jupyter; returns its folder."""
    folder = Path(prefix) / "share" / "jupyter" / "kernels" / NAME
    with write_beside(folder / "kernel.json") as stream:
        stream.write((_spec().to_json() + "\n").encode())
    return folder


def main() -> None:
    """Start the kernel, as ipykernel_launcher does."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    # `-m` puts the notebook's folder first on the path: a file there with the name of a library
    # would be loaded in its place by the kernel itself. IPython puts the folder back later.
    if sys.path and (not sys.path[0] or Path(sys.path[0]) == Path.cwd()):
        del sys.path[0]
    from rnn_tutorial.publishing import compat

    compat.provide_imp()
    compat.answer_nb_setup()
    from ipykernel import kernelapp

    # Python's own stderr still reaches the notebook. Messages of C++ libraries (TensorFlow:
    # "could not find cuda drivers") stay out of the book.
    argv = [
        *sys.argv[1:],
        "--IPKernelApp.capture_fd_output=False",
        "--InlineBackend.figure_formats=['svg', 'pdf']",  # for the page, and for print
    ]
    kernelapp.launch_new_instance(argv=argv)


if __name__ == "__main__":
    main()
