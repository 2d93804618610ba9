"""The fault campaign: a hundred releases while every process is killed, and the same hashes after.

``make faults`` runs it. `plan` says what happens when, `shelf` makes the releases, `quiet` loads
them without a fault, `site` is `vintages up` on a disk of its own, `strikes` breaks it, `witness`
says what was seen, `proof` compares what is held at the end, `report` writes it down.
"""
