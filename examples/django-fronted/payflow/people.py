"""Who is in the demo."""

PASSWORD = "payflow-demo"

PEOPLE = [
    ("ada", "Ada", "Lovelace", "user"),
    ("ben", "Ben", "Barker", "user"),
    ("cleo", "Cleo", "Castle", "user"),
    ("max", "Max", "Mayer", "admin"),
    ("mia", "Mia", "Moss", "agent"),
]
