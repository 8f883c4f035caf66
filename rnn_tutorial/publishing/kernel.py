"""The project's own kernel: ipykernel in the interpreter that runs this process, with the shims.

This module is also the IPython extension by which the kernel puts the shims in place.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tutorial.publishing import compat
from rnn_tutorial.storage import cache_folder, write_beside

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

NAME = "rnn-tutorial"
# TensorFlow reports the processor's instruction sets, missing GPUs and rounding on stderr.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "ABSL_MIN_LOG_LEVEL": "3"}
# A chapter that is executed computes on one thread, whatever the number of cores: sums of floats
# depend on the number of threads, and notebooks that run at the same time would share the cores.
# TensorFlow reads the first two names, NumPy's and oneDNN's threads the third, JAX the fourth.
ONE_THREAD = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "NPROC": "1",
}
ARGUMENTS = [
    f"--IPKernelApp.extra_extensions=['{__name__}']",
    # Python's own stderr still reaches the notebook. Messages of C++ libraries (TensorFlow:
    # "could not find cuda drivers") stay out of the book.
    "--IPKernelApp.capture_fd_output=False",
    "--InlineBackend.figure_formats=['svg', 'pdf']",  # for the page, and for print
]


def _spec() -> "KernelSpec":
    from ipykernel.kernelspec import make_ipkernel_cmd
    from jupyter_client.kernelspec import KernelSpec

    return KernelSpec(
        argv=make_ipkernel_cmd(extra_arguments=ARGUMENTS),
        display_name="rnn_tutorial",
        language="python",
        env={"PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    )


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


def environment() -> dict[str, str]:
    """The environment variables of a kernel that executes a chapter.

    Keras computes with JAX if it is installed and KERAS_BACKEND isn't set. Measured on one core,
    in processor seconds: importing Keras 1.6 instead of 3.5, an epoch of a SimpleRNN with a mask
    0.3 instead of 1.9, of a GRU 0.5 instead of 0.9. The compiled programs are kept for the next
    execution.
    """
    # A backend chosen for this process (MPLBACKEND=Agg) would keep plots out of the notebook.
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    backend = {"KERAS_BACKEND": "jax"} if find_spec("jax") else {}
    compiled = {
        "JAX_COMPILATION_CACHE_DIR": str(cache_folder() / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",  # small programs are many
    }
    return backend | compiled | inherited | ONE_THREAD


def install_kernelspec(prefix: Path | str = sys.prefix) -> Path:
    """Write the kernelspec `rnn-tutorial` under `prefix`/share/jupyter; returns its folder."""
    folder = Path(prefix) / "share" / "jupyter" / "kernels" / NAME
    with write_beside(folder / "kernel.json") as stream:
        stream.write((_spec().to_json() + "\n").encode())
    return folder


def load_ipython_extension(shell: object) -> None:
    """Called by IPython before the first cell."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    compat.provide_imp()
    compat.answer_nb_setup()
