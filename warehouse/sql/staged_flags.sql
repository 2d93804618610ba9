-- The flags that occur among staged changes, each once.
SELECT DISTINCT after_flags AS flags FROM {changes} WHERE leg = 1 AND after_flags IS NOT NULL
