"""The project's own kernel: ipykernel in the interpreter that runs this process, with the shims.

This module is also the IPython extension by which the kernel puts the shims in place.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.publishing import compat
from rnn_tutorial.storage import cache_folder

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

NAME = "python3"
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
    "--InlineBackend.figure_formats=['svg', 'pdf', 'png']",  # page, print, JupyterLab
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


def language(metadata: Mapping[str, Any]) -> str:
    """The language of a notebook with these metadata, in lower case: "python", "r"."""
    asked = (
        (metadata.get("language_info", {}), "name"),
        (metadata.get("kernelspec", {}), "language"),
    )
    names = [str(source.get(key) or "") for source, key in asked if isinstance(source, Mapping)]
    return next(filter(None, names), "python").lower()


def make_manager(connection: Path, metadata: Mapping[str, Any]) -> "AsyncKernelManager":
    """A kernel manager for a notebook with these metadata.

    A notebook in Python gets this project's kernel, whatever kernelspecs are installed. Others
    get the kernel that they name. Raises TutorialError if that isn't installed.

    connection: the file that tells the kernel its ports.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    class OwnKernel(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> "KernelSpec":
            return _spec()

    spoken, specs = language(metadata), KernelSpecManager()
    if spoken in ("python", "ipython"):
        name, specs = NAME, OwnKernel()
    else:
        name = str(metadata.get("kernelspec", {}).get("name") or spoken)
        try:
            specs.get_kernel_spec(name)
        except NoSuchKernel:
            raise TutorialError(
                f"a notebook in {spoken} needs the kernel {name!r}, which is not installed: "
                "install it, or publish the outputs that the notebook has, without --execute."
            ) from None
    return AsyncKernelManager(
        kernel_name=name, kernel_spec_manager=specs, connection_file=str(connection)
    )


def environment() -> dict[str, str]:
    """The environment variables of a kernel that executes a chapter.

    With KERAS_BACKEND=jax, the compiled programs are kept for the next execution.
    """
    # A backend chosen for this process (MPLBACKEND=Agg) would keep plots out of the notebook.
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    compiled = {
        "JAX_COMPILATION_CACHE_DIR": str(cache_folder() / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",  # small programs are many
    }
    return compiled | inherited | ONE_THREAD


def load_ipython_extension(shell: object) -> None:
    """Called by IPython before the first cell."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    compat.provide_imp()
    compat.answer_nb_setup()
