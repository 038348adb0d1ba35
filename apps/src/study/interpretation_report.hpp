#pragma once

#include <fiberloom/report/table.hpp>
#include <filesystem>
#include <string>

#include "command_line.hpp"
#include "study/interpretation.hpp"

namespace fiberloom::app {

/// One number: name, meaning, value with unit, and what it does in words.
std::string number_text(const NumberReading& number);

/// Moments of the kernels around no light, and around constant light.
report::Table dark_table(const Interpretation& reading);
report::Table lit_table(const Interpretation& reading);
/// Noise gains, and how far each step is from the identity.
report::Table probe_table(const Interpretation& reading);

/// The totals once the free parameters are taken out; empty where there is no such form.
std::string canonical_words(const Interpretation& reading);

std::string text_of(const Interpretation& reading);

/// Document "fiberloom.interpret-result/1".
Json json_of(const Interpretation& reading);

/// The same as a page with plots.
///
/// Throws:  as core::write_file_atomically.
void write_interpretation_report(const std::filesystem::path& file, const Interpretation& reading);

}  // namespace fiberloom::app
