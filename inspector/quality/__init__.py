"""Quality figures of a span: yield, Pareto, p-chart, overkill, escapes, drift; as tables and a printed report."""
