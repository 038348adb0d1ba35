#pragma once

#include <fiberloom/report/table.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "check/model_check.hpp"
#include "command_line.hpp"

namespace fiberloom::app {

/// The steps of the network and where each is carried out.
report::Table step_table(const ModelCheck& check);
report::Table aliasing_table(const ModelCheck& check);
report::Table noise_table(const ModelCheck& check);
report::Table light_table(const ModelCheck& check);
report::Table guard_table(const ModelCheck& check);
report::Table tolerance_table(const ModelCheck& check);
/// Dispersion of every layer at every rate: in ps^2, in ps/nm, and as a length of standard fibre.
std::vector<report::Table> rate_tables(const ModelCheck& check);

/// "input", "b 2", "Gamma 1", "skew": the number that a tolerance is of.
std::string name_of(const core::ParameterSensitivity& sensitivity);

/// "in glass", "in the waveform", "not seen".
std::string place_text(core::GaugedStep::Place place);

/// One line: what it was, and whether anything rules it out.
std::string verdict(const ModelCheck& check);

std::string text_of(const ModelCheck& check);

/// Canonical form, steps and where they are carried out, conflicts of sign.
Json json_of(const core::NetworkGauges& gauges);

/// Document "fiberloom.check-result/1".
Json json_of(const ModelCheck& check);

/// The same as a page with plots.
///
/// Throws:  as core::write_file_atomically.
void write_check_report(const std::filesystem::path& file, const ModelCheck& check);

}  // namespace fiberloom::app
