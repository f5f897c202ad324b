"""A Spark on this machine, which settles with a library."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession

import redress.spark  # noqa: F401


def start(library: str, cores: int) -> SparkSession:
    os.environ.update(PYSPARK_PYTHON=sys.executable, PYTHONPATH=str(Path(redress.__file__).parent.parent), SPARK_LOCAL_IP="127.0.0.1",
                      REDRESS_LIBRARY=str(Path(library).resolve()))
    return (SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false").config("spark.log.level", "OFF")
            .config("spark.ui.showConsoleProgress", "false").config("spark.local.dir", tempfile.gettempdir())
            .config("spark.sql.session.timeZone", "UTC").config("spark.driver.memory", "2g").getOrCreate())
