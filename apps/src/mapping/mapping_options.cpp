#include "mapping/mapping_options.hpp"

namespace fiberloom::app {

hal::MappingOptions MappingChoice::options() const {
  hal::MappingOptions options;
  options.free_steps = free_steps == "never"    ? hal::FreeSteps::never
                       : free_steps == "always" ? hal::FreeSteps::always
                                                : hal::FreeSteps::when_needed;
  for (const hal::Architecture known :
       {hal::Architecture::all_optical_cascade, hal::Architecture::reused_stage,
        hal::Architecture::electro_optic_kerr}) {
    if (architecture == hal::name_of(known)) {
      options.architecture = known;
    }
  }
  if (sample_rate_gsa_per_s > 0.0) {
    options.sample_rate_gsa_per_s = sample_rate_gsa_per_s;
  }
  if (wavelength_nm > 0.0) {
    options.wavelength_nm = wavelength_nm;
  }
  return options;
}

void add_mapping_options(CLI::App& command, MappingChoice& choice) {
  command
      .add_option("--architecture", choice.architecture,
                  "How layers are turned into hardware; by default the best of all")
      ->type_name("any|all_optical_cascade|reused_stage|electro_optic_kerr")
      ->check(CLI::IsMember({"any", "all_optical_cascade", "reused_stage", "electro_optic_kerr"}));
  command
      .add_option("--free-steps", choice.free_steps,
                  "Whether the first dispersion and a last phase that nobody sees are left to the "
                  "computer")
      ->type_name("never|when-needed|always")
      ->check(CLI::IsMember({"never", "when-needed", "always"}));
  command
      .add_option("--sample-rate", choice.sample_rate_gsa_per_s,
                  "Rate of the waveform's points in GSa/s; by default it is searched for")
      ->type_name("GSA/S")
      ->check(CLI::PositiveNumber);
  command
      .add_option("--wavelength", choice.wavelength_nm,
                  "Of the light in nm; by default it is searched for within what laser and "
                  "amplifiers allow")
      ->type_name("NM")
      ->check(CLI::PositiveNumber);
}

}  // namespace fiberloom::app
