"""Reads a request of OTLP/HTTP in JSON by the published protocol files, as a collector does.

    pip install opentelemetry-proto
    VITALS_KEEP_OTLP=/tmp/metrics.json cargo test --test end_to_end -- notify::a_night_posts
    python benches/escalation/otlp.py /tmp/metrics.json
"""

import pathlib
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

text = pathlib.Path(sys.argv[1]).read_text()
# Unknown fields are refused.
request = json_format.Parse(text, ExportMetricsServiceRequest())
metrics = request.resource_metrics[0].scope_metrics[0].metrics
assert metrics, "no metric"
for metric in metrics:
    assert metric.WhichOneof("data") == "gauge", metric.name
    for point in metric.gauge.data_points:
        assert point.time_unix_nano > 1_700_000_000 * 10**9, metric.name
        assert point.WhichOneof("value") == "as_double", metric.name
print(f"{len(metrics)} metrics, {sum(len(metric.gauge.data_points) for metric in metrics)} points")
