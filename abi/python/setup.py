"""Only says what pyproject.toml can't: a wheel with the shared library is for one platform, but for any Python 3."""

from pathlib import Path

from setuptools import Distribution, setup

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # setuptools before 70.1
    from wheel.bdist_wheel import bdist_wheel


class Package(Distribution):
    def has_ext_modules(self):
        return Path(__file__).with_name("redress").joinpath("libredress.so.1").exists()


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(distclass=Package, cmdclass={"bdist_wheel": Wheel})
