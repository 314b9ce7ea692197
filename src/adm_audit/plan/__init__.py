"""The audit plan: its format, its checks, and how it is read, explained and proposed."""
