"""usage: own_checks.py

Shows that each house check refuses what it is there to refuse: a check that never fails checks nothing.
"""

import unittest

import file_sizes
import header_budget
import includes
import source_text


class HouseChecks(unittest.TestCase):
    def test_expensive_headers_are_found_and_light_ones_are_not(self):
        text = '# 1 "/usr/include/nlohmann/json.hpp" 1 3\nint a;\n\n# 1 "/usr/include/nlohmann/json_fwd.hpp"\nint b;\n'
        self.assertEqual(header_budget.measure(text), (2, ["/usr/include/nlohmann/json.hpp"]))

    def test_sizes_warn_first_and_fail_at_the_hard_stop(self):
        self.assertIsNone(file_sizes.judge(".hpp", 200))
        self.assertEqual(file_sizes.judge(".hpp", 201), "warning")
        self.assertIsNone(file_sizes.judge(".cpp", 400))
        self.assertEqual(file_sizes.judge(".cpp", 600), "warning")
        self.assertEqual(file_sizes.judge(".cpp", 601), "error")

    def test_machine_paths_and_unfinished_notes_are_found(self):
        for text in ("open('" + "/ho" + "me/someone/x')", "// TO" + "DO later"):
            self.assertEqual(len(list(source_text.complaints(text))), 1, text)
        for text in ("docs/home/page.html", "a method todo_list", "${base}/wo" + "rk/x"):
            self.assertEqual(list(source_text.complaints(text)), [], text)

    def test_includes_climb_or_cross_rooms(self):
        self.assertIsNotNone(includes.complaint("core", "../secret.hpp"))
        self.assertIsNotNone(includes.complaint("sim", "fiberloom/drivers/tcp.hpp"))
        self.assertIsNotNone(includes.complaint("apps", "core/src/private.hpp"))
        self.assertIsNone(includes.complaint("sim", "fiberloom/hal/rig.hpp"))
        self.assertIsNone(includes.complaint("apps", "fiberloom/drivers/tcp.hpp"))


if __name__ == "__main__":
    unittest.main()
