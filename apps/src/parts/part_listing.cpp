#include "parts/part_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/hal/part_numbers.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/report/text_table.hpp>

namespace fiberloom::app {
namespace {

using report::Align;

bool has_id(const std::vector<hal::Part>& parts, const std::string& id) {
  return std::ranges::find(parts, id, &hal::Part::id) != parts.end();
}

std::int64_t stock_of(const hal::RigDocument& rig, const std::string& id) {
  const auto item = std::ranges::find(rig.inventory, id, &hal::InventoryItem::part);
  return item == rig.inventory.end() ? 0 : item->quantity;
}

std::string tolerance_text(const hal::PartNumber& number) {
  if (number.tolerance_relative) {
    return fmt::format("±{:.6g} %", 100.0 * *number.tolerance_relative);
  }
  return number.tolerance_absolute ? fmt::format("±{:.6g}", *number.tolerance_absolute) : "";
}

report::Table number_table(const hal::Part& part) {
  report::Table table{.columns = {{.name = "number"},
                                  {.name = "value", .align = Align::right},
                                  {.name = "tolerance", .align = Align::right},
                                  {.name = "known"}}};
  const std::string grade(name_of(part.grade));
  for (const hal::PartNumber& number : hal::numbers_of(part)) {
    table.rows.push_back(
        {.cells = {std::string(number.key), fmt::format("{:.10g}", number.value),
                   tolerance_text(number), number.is_unsourced ? "unsourced" : grade}});
  }
  return table;
}

void add_number(Json& numbers, const hal::PartNumber& number) {
  Json entry{{"value", number.value}};
  if (number.tolerance_relative) {
    entry["tolerance_relative"] = *number.tolerance_relative;
  }
  if (number.tolerance_absolute) {
    entry["tolerance_absolute"] = *number.tolerance_absolute;
  }
  entry["unsourced"] = number.is_unsourced;
  numbers[std::string(number.key)] = std::move(entry);
}

}  // namespace

std::vector<ListedPart> listed_parts(const hal::RigDocument* rig) {
  const hal::Catalog catalog = rig == nullptr ? hal::builtin_catalog() : hal::catalog_for(*rig);
  std::vector<ListedPart> listed;
  for (const hal::Part& part : catalog.parts) {
    listed.push_back({.part = part});
    if (rig != nullptr) {
      listed.back().stock = stock_of(*rig, part.id);
      listed.back().is_own = has_id(rig->parts, part.id) || has_id(rig->filed_parts, part.id);
    }
  }
  return listed;
}

std::string table_of(const std::vector<ListedPart>& parts) {
  report::Table table{
      .columns = {{.name = "id"}, {.name = "kind"}, {.name = "name"}, {.name = "known"}}};
  const bool has_stock = !parts.empty() && parts.front().stock.has_value();
  if (has_stock) {
    table.columns.push_back({.name = "stock", .align = Align::right});
    table.columns.push_back({.name = "from"});
  }
  for (const ListedPart& listed : parts) {
    const hal::Part& part = listed.part;
    const std::string name =
        part.manufacturer.empty() ? part.name : part.manufacturer + " " + part.name;
    table.rows.push_back({.cells = {part.id, std::string(name_of(part.kind)), name,
                                    std::string(name_of(part.grade))}});
    if (has_stock) {
      table.rows.back().cells.push_back(std::to_string(*listed.stock));
      table.rows.back().cells.emplace_back(listed.is_own ? "the lab" : "fiberloom");
    }
  }
  return report::render_text(table);
}

std::string text_of(const ListedPart& listed) {
  const hal::Part& part = listed.part;
  std::string text =
      fmt::format("{}: {}{}{}\nkind: {}\nsource: {}\n", part.id, part.manufacturer,
                  part.manufacturer.empty() ? "" : " ", part.name, name_of(part.kind), part.source);
  if (!part.note.empty()) {
    text += fmt::format("note: {}\n", part.note);
  }
  if (listed.stock) {
    text += fmt::format("stock: {}\n", *listed.stock);
  }
  text += fmt::format("at {:.10g} nm\n", part.reference_wavelength_nm);
  if (part.reversible) {
    text += fmt::format("reversible: {}\n", *part.reversible ? "yes" : "no");
  }
  return text + "\n" + report::render_text(number_table(part));
}

Json json_of(const ListedPart& listed) {
  const hal::Part& part = listed.part;
  Json document{{"id", part.id},         {"kind", name_of(part.kind)},
                {"name", part.name},     {"manufacturer", part.manufacturer},
                {"source", part.source}, {"grade", name_of(part.grade)},
                {"note", part.note},     {"reference_wavelength_nm", part.reference_wavelength_nm}};
  if (listed.stock) {
    document["stock"] = *listed.stock;
    document["own"] = listed.is_own;
  }
  if (part.reversible) {
    document["reversible"] = *part.reversible;
  }
  Json numbers = Json::object();
  for (const hal::PartNumber& number : hal::numbers_of(part)) {
    add_number(numbers, number);
  }
  document["numbers"] = std::move(numbers);
  return document;
}

}  // namespace fiberloom::app
