#pragma once

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "instrument_roles.hpp"

namespace fiberloom::hal {

/// A place of the bench that an instrument fills: where it stands in the document, and who may stand there.
struct BenchPlace {
  std::string pointer{};
  std::string name{};  ///< of the instrument
  std::vector<std::string_view> roles{};
  bool is_on_light = true;  ///< whether the light passes it
};

/// What the checks of one bench share.
///
/// Threads: one; refers to the documents that it was made from.
class BenchCheck {
 public:
  BenchCheck(const RigDocument& rig, const Catalog& catalog, const core::Diagnostics& unread);

  [[nodiscard]] const RigDocument& rig() const noexcept { return rig_; }
  [[nodiscard]] const BenchDocument& bench() const noexcept { return *rig_.bench; }
  [[nodiscard]] const Catalog& catalog() const noexcept { return catalog_; }
  /// The places that are filled, in the order of the light.
  [[nodiscard]] const std::vector<BenchPlace>& places() const noexcept { return places_; }

  /// Null for a name or an id that there is not.
  [[nodiscard]] const InstrumentSpec* instrument(std::string_view name) const;
  [[nodiscard]] const Part* part(std::string_view id) const;

  [[nodiscard]] std::vector<std::string> instrument_names() const;
  /// Instruments on the way of the light, and "modulator".
  [[nodiscard]] std::vector<std::string> light_names() const;

  /// Whether the reader told a mistake there or below.
  [[nodiscard]] bool is_unread(std::string_view pointer) const;
  /// A name that there is not; one that could not be read may have been it.
  void report_unknown(std::string pointer, std::string message);
  void report(std::string pointer, std::string message);
  [[nodiscard]] core::Diagnostics take() { return std::move(found_); }

 private:
  const RigDocument& rig_;
  const Catalog& catalog_;
  const core::Diagnostics& unread_;
  std::vector<BenchPlace> places_;
  core::Diagnostics found_;
};

/// ` "nearest"?` as the end of a message about a name that there is not; nothing when none is near.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::span<const std::string> known);

/// Something that light passes, as connections and interlocks name it.
struct LightPlace {
  std::string name{};   ///< of an instrument, or "modulator"; empty for a part
  std::string stage{};  ///< of a fixed part
  const Part* part = nullptr;
};

/// What `name` stands for, or a report at `pointer` of why it stands for nothing.
[[nodiscard]] std::optional<LightPlace> find_light_place(BenchCheck& check, std::string_view name,
                                                         const std::string& pointer);

void check_instruments(BenchCheck& check);
void check_places(BenchCheck& check);
void check_figures(BenchCheck& check);
void check_wiring(BenchCheck& check);
void check_interlocks(BenchCheck& check);
void check_missing_interlocks(BenchCheck& check);

}  // namespace fiberloom::hal
