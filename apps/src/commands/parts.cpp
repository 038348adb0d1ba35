#include <fmt/format.h>

#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <memory>

#include "command_line.hpp"
#include "parts/fiber_conversion.hpp"
#include "parts/part_listing.hpp"
#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

struct PartsOptions {
  std::string kind;
  std::string id;
  std::string rig;
  std::string file;
  FiberNumbers numbers;
};

using SharedOptions = std::shared_ptr<PartsOptions>;  // the parser writes what the action reads

std::vector<ListedPart> parts_for(const PartsOptions& options) {
  if (options.rig.empty()) {
    return listed_parts(nullptr);
  }
  const hal::RigDocument rig = find_rig(options.rig);
  return listed_parts(&rig);
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const hal::PartKind kind : hal::part_kinds()) {
    names.emplace_back(name_of(kind));
  }
  return names;
}

Outcome list(const PartsOptions& options, Context& context) {
  std::vector<ListedPart> parts = parts_for(options);
  if (!options.kind.empty()) {
    std::erase_if(parts, [&options](const ListedPart& listed) {
      return name_of(listed.part.kind) != options.kind;
    });
  }
  context.say(table_of(parts));
  Json documents = Json::array();
  for (const ListedPart& listed : parts) {
    documents.push_back(json_of(listed));
  }
  return {.document = {{"schema", "fiberloom.parts-result/1"}, {"parts", std::move(documents)}}};
}

Outcome show(const PartsOptions& options, Context& context) {
  const std::vector<ListedPart> parts = parts_for(options);
  hal::Catalog catalog;
  for (const ListedPart& listed : parts) {
    catalog.parts.push_back(listed.part);
  }
  const auto index = &catalog.find(options.id) - catalog.parts.data();
  const ListedPart& listed = parts[static_cast<std::size_t>(index)];
  context.say(text_of(listed));
  return {.document = {{"schema", "fiberloom.parts-result/1"},
                       {"parts", Json::array({json_of(listed)})}}};
}

Outcome convert(const PartsOptions& options, Context& context) {
  const FiberNumbers numbers = converted(options.numbers);
  context.say(text_of(numbers));
  return {.document = json_of(numbers)};
}

void check_file(const std::string& file) {
  const std::string schema =
      core::schema_of_text(core::read_file(file, std::uint64_t{64} << 20)).value_or("");
  if (schema == hal::Catalog::schema) {
    static_cast<void>(hal::read_catalog(file));
  } else if (schema == hal::RigDocument::schema || schema.empty()) {
    static_cast<void>(hal::read_rig(file));
  } else {
    throw core::InputError(
        "input.parts",
        fmt::format("{}: is a {}; parts validate takes a {} or a {}", file, core::printable(schema),
                    hal::Catalog::schema, hal::RigDocument::schema));
  }
}

Outcome validate(const PartsOptions& options, Context& context) {
  Json mistakes = Json::array();
  std::string text;
  try {
    check_file(options.file);
    text = options.file + ": no mistake\n";
  } catch (const core::InvalidDocument& error) {
    for (const core::Mistake& mistake : error.diagnostics().mistakes()) {
      mistakes.push_back({{"pointer", mistake.pointer}, {"message", mistake.message}});
      text += fmt::format("{}#{}: {}\n", options.file, core::printable(mistake.pointer, 200),
                          core::printable(mistake.message, 2000));
    }
  }
  context.say(text);
  const bool is_valid = mistakes.empty();
  return {.document = {{"schema", "fiberloom.validation/1"},
                       {"file", options.file},
                       {"valid", is_valid},
                       {"mistakes", std::move(mistakes)}},
          .exit_code = is_valid ? ExitCode::done : ExitCode::invalid};
}

void add_rig_option(CLI::App& command, const SharedOptions& options) {
  command
      .add_option("--rig", options->rig,
                  "Also the parts of this rig's lab, and what it owns: a rig document, or spec, "
                  "hard, lab")
      ->type_name("spec|hard|lab|FILE");
}

void add_list(CommandLine& line, CLI::App& group, const SharedOptions& options) {
  CLI::App& command =
      line.add_to(group,
                  {.name = "list",
                   .summary = "List the parts of the catalogue, or of one kind",
                   .example = "fiberloom parts list --kind highly_nonlinear_fiber --rig lab"},
                  [options](Context& context) { return list(*options, context); });
  command.add_option("--kind", options->kind, "Parts of this kind only")
      ->check(CLI::IsMember(kind_names()).description(""))
      ->type_name(fmt::format("{}", fmt::join(kind_names(), "|")));
  add_rig_option(command, options);
}

void add_show(CommandLine& line, CLI::App& group, const SharedOptions& options) {
  CLI::App& command =
      line.add_to(group,
                  {.name = "show",
                   .summary = "Show every number of a part, and how well it is known",
                   .example = "fiberloom parts show ofs-hnlf-507"},
                  [options](Context& context) { return show(*options, context); });
  command.add_option("ID", options->id, "Id of the part")->required()->type_name("ID");
  add_rig_option(command, options);
}

void add_convert(CommandLine& line, CLI::App& group, const SharedOptions& options) {
  CLI::App& command = line.add_to(
      group,
      {.name = "convert",
       .summary = "Convert numbers of a fibre: D and beta2, slope and beta3, n2 and gamma, dB",
       .example = "fiberloom parts convert --wavelength-nm 1550 --dispersion-ps-per-nm-km 17 "
                  "--slope-ps-per-nm2-km 0.06"},
      [options](Context& context) { return convert(*options, context); });
  const auto number = [&command](const char* name, std::optional<double>& value,
                                 const char* description) {
    command.add_option(name, value, description)->type_name("X");
  };
  FiberNumbers& numbers = options->numbers;
  number("--wavelength-nm", numbers.wavelength_nm, "Vacuum wavelength of the light");
  number("--dispersion-ps-per-nm-km", numbers.dispersion_ps_per_nm_km,
         "Dispersion parameter D, positive when anomalous");
  number("--beta2-ps2-per-km", numbers.beta2_ps2_per_km, "Group-velocity dispersion");
  number("--slope-ps-per-nm2-km", numbers.slope_ps_per_nm2_km, "Dispersion slope S");
  number("--beta3-ps3-per-km", numbers.beta3_ps3_per_km, "Third-order dispersion");
  number("--n2-m2-per-w", numbers.nonlinear_index_m2_per_w, "Nonlinear index");
  number("--effective-area-um2", numbers.effective_area_um2, "Effective area");
  number("--gamma-per-w-km", numbers.gamma_per_w_km, "Nonlinear coefficient");
  number("--attenuation-db-per-km", numbers.attenuation_db_per_km, "Attenuation in decibels");
  number("--attenuation-per-km", numbers.attenuation_per_km, "Attenuation of power, natural");
  number("--length-km", numbers.length_km, "Length, for the effective length");
}

void add_validate(CommandLine& line, CLI::App& group, const SharedOptions& options) {
  CLI::App& command = line.add_to(
      group,
      {.name = "validate",
       .summary =
           "Tell every mistake of a catalogue or a rig at once; exit code 2 when there is one",
       .example = "fiberloom parts validate rig.json"},
      [options](Context& context) { return validate(*options, context); });
  command.add_option("FILE", options->file, "Catalogue or rig, .json")
      ->required()
      ->type_name("FILE");
}

}  // namespace

void add_parts(CommandLine& line) {
  const auto options = std::make_shared<PartsOptions>();
  CLI::App& group =
      line.add_group({.name = "parts",
                      .summary = "List, show, convert and validate the numbers of parts",
                      .example = "fiberloom parts show ofs-hnlf-507"});
  add_list(line, group, options);
  add_show(line, group, options);
  add_convert(line, group, options);
  add_validate(line, group, options);
}

}  // namespace fiberloom::app
