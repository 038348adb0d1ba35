#pragma once

#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "watched_bench.hpp"

namespace fiberloom::test {

/// Watches a bench for the states that the interlocks of a document forbid, by what is really there: true powers, true
/// positions, also while they move. It does not ask what the bench believes.
class BenchJudge final : public BenchWatcher {
 public:
  BenchJudge(WatchedBench& bench, std::vector<hal::InterlockSpec> interlocks)
      : bench_(bench), interlocks_(std::move(interlocks)) {
    const std::vector<std::string> places = bench_.bench().guard().chain().names();
    std::erase_if(interlocks_, [&](const hal::InterlockSpec& spec) {
      const bool wants_light = spec.kind == hal::InterlockKind::maximum_power ||
                               spec.kind == hal::InterlockKind::seed ||
                               spec.kind == hal::InterlockKind::dark_before_change;
      if (wants_light && std::ranges::find(places, spec.guards) != places.end()) {
        places_.push_back(spec.guards);
        return false;
      }
      return wants_light;
    });
  }

  /// Names of the interlocks whose forbidden state was reached.
  [[nodiscard]] const std::set<std::string>& reached() const noexcept { return reached_; }
  /// What was seen, one line each.
  [[nodiscard]] const std::vector<std::string>& findings() const noexcept { return findings_; }
  [[nodiscard]] std::size_t num_looks() const noexcept { return num_looks_; }
  [[nodiscard]] std::size_t num_refusals() const noexcept { return num_refusals_; }
  [[nodiscard]] const std::set<std::string>& refusing() const noexcept { return refusing_; }

  /// From now on the bench cannot know how much light there is: a part does not do what it says.
  void forgive_powers() noexcept { are_powers_forgiven_ = true; }
  /// From now on an amplifier may lose its seed by itself.
  void forgive_seeds() noexcept { are_seeds_forgiven_ = true; }

  void look() override {
    ++num_looks_;
    if (!is_arming_ && !bench_.rig().is_armed() && !bench_.is_dark()) {
      find("permit", "there is light without a permit");
    }
    look_at_powers();
    for (const hal::InterlockSpec& spec : interlocks_) {
      look_at(spec);
    }
  }

  void before_write(const hal::Command& command) override {
    look_at_powers();
    for (const hal::InterlockSpec& spec : interlocks_) {
      if (command.instrument != spec.guards || command.key != spec.setting) {
        continue;
      }
      const double rise = command.to - command.from;
      if (spec.kind == hal::InterlockKind::ramp && bench_.is_lit(spec.guards) &&
          rise > spec.step * (1.0 + 1e-9)) {
        find(spec.name, fmt::format("{} rose by {} in one write", spec.guards, rise));
      }
      if (spec.kind == hal::InterlockKind::dark_before_change && command.to != command.from &&
          !are_powers_forgiven_ && arriving_dbm(spec.guards) >= spec.limit_dbm) {
        find(spec.name,
             fmt::format("{} moved with {} dBm on it", spec.guards, arriving_dbm(spec.guards)));
      }
    }
  }

  void refused(const hal::Command& command, const core::InterlockError& refusal,
               bool has_changed) override {
    ++num_refusals_;
    const std::string text = refusal.what();
    const auto is_named = [&](const hal::InterlockSpec& spec) {
      return refusal.code() == "interlock." + spec.name &&
             text.find('"' + spec.name + '"') != std::string::npos;
    };
    const auto named = std::ranges::find_if(interlocks_, is_named);
    if (named == interlocks_.end() || text.find(command.instrument) == std::string::npos) {
      find("refusal", fmt::format("{}: {} does not name the interlock", refusal.code(), text));
    } else {
      refusing_.insert(named->name);
    }
    if (has_changed) {
      find("refusal", fmt::format("{} {} was refused and left a trace all the same",
                                  command.instrument, command.key));
    }
    look();
  }

  /// While a permit is being made, the sources are let out one after the other.
  void set_arming(bool is_arming) noexcept { is_arming_ = is_arming; }

 private:
  void look_at_powers() {
    const std::vector<double> powers_w = bench_.physics().arriving_w(places_);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      powers_dbm_[places_[i]] = powers_w[i] > 0.0 ? 10.0 * std::log10(powers_w[i] / 1e-3) : -300.0;
    }
  }
  [[nodiscard]] double arriving_dbm(const std::string& place) const {
    return powers_dbm_.at(place);
  }

  void look_at(const hal::InterlockSpec& spec) {
    switch (spec.kind) {
      case hal::InterlockKind::maximum_power:
        if (!are_powers_forgiven_ && arriving_dbm(spec.guards) > spec.limit_dbm) {
          find(spec.name, fmt::format("{} dBm reach {}", arriving_dbm(spec.guards), spec.guards));
        }
        return;
      case hal::InterlockKind::seed:
        if (!are_powers_forgiven_ && !are_seeds_forgiven_ && bench_.is_lit(spec.guards) &&
            arriving_dbm(spec.guards) < spec.limit_dbm) {
          find(spec.name, fmt::format("{} emits with a seed of {} dBm", spec.guards,
                                      arriving_dbm(spec.guards)));
        }
        return;
      case hal::InterlockKind::requires_setting: {
        const double here = bench_.physics().value(spec.other, spec.setting, spec.minimum);
        const double slack = 1e-9 * std::max(1.0, std::abs(here));
        if (bench_.is_lit(spec.guards) &&
            (here < spec.minimum - slack || here > spec.maximum + slack)) {
          find(spec.name, fmt::format("{} emits with {} of {} at {}", spec.guards, spec.setting,
                                      spec.other, here));
        }
        return;
      }
      case hal::InterlockKind::ramp:
      case hal::InterlockKind::dark_before_change:
        return;  // they forbid changes, see before_write()
    }
  }

  void find(const std::string& name, const std::string& what) {
    reached_.insert(name);
    if (findings_.size() < 20) {
      findings_.push_back(name + ": " + what);
    }
  }

  WatchedBench& bench_;
  std::vector<hal::InterlockSpec> interlocks_;
  std::vector<std::string> places_;  // where powers count
  std::map<std::string, double> powers_dbm_;
  std::set<std::string> reached_;
  std::set<std::string> refusing_;
  std::vector<std::string> findings_;
  std::size_t num_looks_ = 0;
  std::size_t num_refusals_ = 0;
  bool are_powers_forgiven_ = false;
  bool are_seeds_forgiven_ = false;
  bool is_arming_ = false;
};

}  // namespace fiberloom::test
