import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rnn_tutorial.cli import doctor
from rnn_tutorial.publishing.formats import pdf


def by_name():
    return {check.name: check for check in doctor.report()}


def test_every_subject_has_its_line():
    checks = doctor.report()
    names = [check.name for check in checks]
    assert names == [
        "Python", "Keras", "data", "kernel", "pandoc", "packages", "TeX", "fonts", "disk",
        "memory",
    ]  # fmt: skip
    assert all(check.detail and "\n" not in check.detail for check in checks)
    assert all(check.remedy for check in checks if not check.ok)


def test_what_this_environment_has_is_well():
    checks = by_name()
    for name in ("Python", "Keras", "kernel", "pandoc", "packages", "fonts"):
        assert checks[name].ok, checks[name]
    assert checks["pandoc"].detail == "2.19.2"


@pytest.mark.slow
def test_deep_loads_the_libraries_and_trains():
    checks = doctor.report(deep=True)
    assert [check.name for check in checks[-2:]] == ["shims", "training"]
    assert all(check.ok for check in checks[-2:]), checks
    assert "rnn_tutorial.nb_setup" in checks[-2].detail and "trained" in checks[-1].detail


def test_the_usual_checks_load_no_large_library():
    code = "from rnn_tutorial.cli import doctor; doctor.report(); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    large = {"tensorflow", "keras", "jax", "matplotlib", "nbconvert", "nbformat", "ipypublish"}
    assert not large & set(done.stdout.split())


def test_a_keras_that_can_t_train_is_found_out(monkeypatch):
    monkeypatch.setattr("rnn_tutorial.training.fitting.fit", lambda *_, **__: 1 / 0)
    check = doctor.report(deep=True)[-1]
    assert not check.ok and "ZeroDivisionError" in check.detail


def test_missing_tex_is_found_out_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    check = by_name()["TeX"]
    assert not check.ok and "apt-get install latexmk" in check.remedy
    assert all(name in check.detail for name in ("latexmk", "xelatex", "kpsewhich"))


def test_missing_fonts_are_found_out_with_the_packages(monkeypatch):
    monkeypatch.setattr(pdf, "installed", dict)
    check = by_name()["fonts"]
    assert not check.ok and "NotoSansCJK" in check.detail and "fonts-noto-cjk" in check.remedy


def test_data_named_but_gone_is_found_out(monkeypatch, tmp_path):
    monkeypatch.setenv("RNN_TUTORIAL_DATA", str(tmp_path / "gone.npz"))
    check = by_name()["data"]
    assert not check.ok and "gone.npz" in check.detail


def test_another_version_is_found_out(monkeypatch):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda p: "2.3.1" if p == "panflute" else real(p))
    check = by_name()["packages"]
    assert not check.ok and "panflute 2.3.1" in check.detail and "pip install" in check.remedy


def test_a_missing_backend_is_found_out(monkeypatch):
    monkeypatch.setattr(doctor, "backend_name", lambda: "no-such-backend")  # Keras may be loaded
    check = by_name()["Keras"]
    assert not check.ok and check.detail == "no-such-backend is not installed"


def test_a_check_that_breaks_is_a_line_too(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: 1 / 0)
    check = by_name()["disk"]
    assert not check.ok and "ZeroDivisionError" in check.detail


def test_every_requirement_of_pyproject_is_checked(monkeypatch):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    monkeypatch.setattr(doctor, "_version", lambda package: None)
    check = by_name()["packages"]
    needed = [Requirement(line) for line in project["project"]["dependencies"]]
    names = {canonicalize_name(requirement.name) for requirement in needed}
    assert not check.ok and all(f"{name} missing" in check.detail for name in names)


def test_a_kernelspec_of_another_interpreter_is_found_out(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["/elsewhere/python"], "display_name": "", "language": "python"}')
    assert by_name()["kernel"].ok
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    check = by_name()["kernel"]
    assert not check.ok and "/elsewhere/python" in check.detail
