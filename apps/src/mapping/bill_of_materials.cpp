#include "mapping/bill_of_materials.hpp"

#include <algorithm>
#include <iterator>

namespace fiberloom::app {
namespace {

class Bill {
 public:
  Bill(const hal::RigDocument& rig, const hal::Catalog& catalog) : rig_(rig), catalog_(catalog) {}

  void add_part(const std::string& id, const std::string& place) {
    BillItem& item = line(id);
    item.part = &catalog_.find(id);
    const auto stock = std::ranges::find(rig_.inventory, id, &hal::InventoryItem::part);
    item.stock = stock == rig_.inventory.end() ? 0 : stock->quantity;
    ++item.quantity;
    item.places.push_back(place);
  }

  void add_other(const std::string& what, const std::string& place, std::int64_t quantity = 1) {
    BillItem& item = line(what);
    item.quantity += quantity;
    item.places.push_back(place);
  }

  [[nodiscard]] bool has(const std::string& name) const {
    return std::ranges::find(items_, name, &BillItem::name) != items_.end();
  }

  std::vector<BillItem> take() {
    std::stable_partition(items_.begin(), items_.end(),
                          [](const BillItem& item) { return item.part != nullptr; });
    return std::move(items_);
  }

 private:
  BillItem& line(const std::string& name) {
    const auto known = std::ranges::find(items_, name, &BillItem::name);
    if (known != items_.end()) {
      return *known;
    }
    items_.push_back({.name = name});
    return items_.back();
  }

  const hal::RigDocument& rig_;
  const hal::Catalog& catalog_;
  std::vector<BillItem> items_;
};

void add_stage(Bill& bill, const hal::StagePath& stage, bool is_reused) {
  for (const std::string& part : stage.dispersive_parts) {
    bill.add_part(part, stage.name);
  }
  if (stage.input_pad_db > 0.0) {
    bill.add_other("fixed attenuator", stage.name);
  }
  if (stage.nonlinear_part.empty() || (is_reused && bill.has(stage.nonlinear_part))) {
    return;
  }
  bill.add_other("amplifier", stage.name);
  bill.add_other("variable attenuator", stage.name);
  bill.add_part(stage.nonlinear_part, stage.name);
  if (stage.electro_optic) {
    bill.add_part(stage.electro_optic->photodiode, stage.name);
    bill.add_other("driver of a phase modulator", stage.name);
  }
}

}  // namespace

std::vector<hal::PartNumber> BillItem::unsourced() const {
  std::vector<hal::PartNumber> result;
  if (part != nullptr) {
    std::ranges::copy_if(hal::numbers_of(*part), std::back_inserter(result),
                         &hal::PartNumber::is_unsourced);
  }
  return result;
}

std::vector<hal::PartNumber> BillItem::tolerances() const {
  std::vector<hal::PartNumber> result;
  if (part != nullptr) {
    std::ranges::copy_if(
        hal::numbers_of(*part), std::back_inserter(result),
        [](const auto& number) { return number.tolerance_relative || number.tolerance_absolute; });
  }
  return result;
}

std::vector<BillItem> bill_of_materials(const hal::Plan& plan, const hal::RigDocument& rig,
                                        const hal::Catalog& catalog) {
  Bill bill(rig, catalog);
  const bool is_reused = plan.light_path.architecture == hal::Architecture::reused_stage;
  for (const hal::StagePath& stage : plan.light_path.stages) {
    add_stage(bill, stage, is_reused);
  }
  bill.add_other("laser", "transmitter");
  bill.add_other("waveform generator", "transmitter");
  bill.add_other("IQ modulator", "transmitter");
  if (rig.line_broadening_mhz > 0.0) {
    bill.add_other("phase modulator for dither", "transmitter");
  }
  bill.add_other("variable attenuator", "receiver");
  bill.add_other(rig.receiver.coherent ? "coherent receiver" : "photodiode", "receiver");
  bill.add_other("digitiser", "receiver");
  return bill.take();
}

}  // namespace fiberloom::app
