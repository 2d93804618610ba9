"""The questions that are timed, and what they are about."""

import json

CODE = "INVENTED_Q"
ASKED = {
    "code": CODE,
    "key": "Q.NR.I3.G7",
    "one": json.dumps({"freq": "Q", "unit": "NR", "item": "I3", "geo": "G7"}),
    "forty": json.dumps({"item": "I3"}),
}
QUESTIONS = {
    "every version of every figure (a full scan)": """
        SELECT count(*), sum(obs_value) FROM figures.histories""",
    "one series: revision_triangle, 9,400 rows": """
        SELECT * FROM figures.revision_triangle(:code, :key)""",
    "one series: nth_release": """
        SELECT * FROM figures.nth_release(:code, 2, :one)""",
    "one series: at_horizon": """
        SELECT * FROM figures.at_horizon(:code, '24 months', :one)""",
    "one series: settling_time": """
        SELECT * FROM figures.settling_time(:code, :one)""",
    "one series: revision_pairs": """
        SELECT * FROM figures.revision_pairs(:code, 'first', 'latest', :one)""",
    "one series: revision_summary": """
        SELECT * FROM figures.revision_summary(:code, members => :one)""",
    "one figure: expected_band": """
        SELECT * FROM figures.expected_band(:code, :key, '2020-Q4')""",
    "dataset: round_comparison of neighbours": """
        SELECT count(*) FROM figures.round_comparison(:code, 'month 30', 'month 31')""",
    "dataset: round_comparison a year apart": """
        SELECT count(*) FROM figures.round_comparison(:code, 'month 19', 'month 31')""",
    "dataset: two whole states joined, as without stored changes": """
        SELECT count(*)
          FROM figures.as_of(:code, '2024-06-20') AS past
          FULL JOIN figures.as_of(:code, '2024-07-20') AS now USING (series_key, time_period)
         WHERE past.as_published IS DISTINCT FROM now.as_published""",
    "dataset: contributions": """
        SELECT count(*) FROM figures.contributions(:code, 'round month 30', 'round month 31')""",
    "dataset: silent_releases": """
        SELECT * FROM figures.silent_releases(:code)""",
    "one series: revision_summary by age, 50 ages": """
        SELECT * FROM figures.revision_summary(:code, by => 'age', members => :one)""",
    "one series: first_efficient_release of 50": """
        SELECT * FROM figures.first_efficient_release(:code, members => :one)""",
    "40 series: revision_summary by geo": """
        SELECT * FROM figures.revision_summary(:code, by => 'geo', members => :forty)""",
}
