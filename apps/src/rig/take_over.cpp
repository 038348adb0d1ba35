#include "rig/take_over.hpp"

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <map>
#include <thread>

#include "rig/bench_session.hpp"

namespace fiberloom::app {
namespace {

// Instruments with one key share a wire: channels of one box, addresses on one GPIB.
std::string wire_of(const hal::Bench& bench, const hal::Instrument& instrument) {
  drivers::WireAddress address = drivers::parse_address(spec_of(bench, instrument.name()).address);
  address.device.clear();
  address.options.clear();
  return drivers::to_text(address);
}

std::exception_ptr trouble_of(hal::Instrument& instrument,
                              const std::function<void(hal::Instrument&)>& action) {
  try {
    action(instrument);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

bool is_source(const hal::Instrument& instrument) {
  return dynamic_cast<const hal::EmittingInstrument*>(&instrument) != nullptr;
}

bool only_measures(const hal::Instrument& instrument) {
  constexpr std::array<std::string_view, 3> roles{"power_meter", "spectrum_analyzer", "digitizer"};
  return std::ranges::find(roles, instrument.role()) != roles.end();
}

void configure_if_needed(hal::Instrument& instrument) {
  const hal::LifeCycle state = instrument.life_cycle();
  if (state == hal::LifeCycle::unconfigured || state == hal::LifeCycle::safe) {
    instrument.configure();
  }
}

}  // namespace

Troubles on_each_instrument(const hal::Bench& bench,
                            const std::function<void(hal::Instrument&)>& action) {
  const auto& instruments = bench.instruments();
  Troubles troubles(instruments.size());
  std::map<std::string, std::vector<std::size_t>> wires;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    wires[wire_of(bench, *instruments[i])].push_back(i);
  }
  std::vector<std::jthread> threads;
  for (const auto& [wire, places] : wires) {
    threads.emplace_back([&troubles, &instruments, &action, &on_wire = places] {
      for (const std::size_t place : on_wire) {
        troubles[place] = trouble_of(*instruments[place], action);
      }
    });
  }
  threads.clear();  // joins
  return troubles;
}

Troubles take_over(const hal::Bench& bench) {
  const auto& instruments = bench.instruments();
  Troubles sources(instruments.size());
  for (std::size_t i = instruments.size(); i-- > 0;) {
    if (is_source(*instruments[i])) {
      sources[i] = trouble_of(*instruments[i], configure_if_needed);
    }
  }
  Troubles troubles = on_each_instrument(bench, [](hal::Instrument& instrument) {
    if (!is_source(instrument)) {
      configure_if_needed(instrument);
    }
  });
  for (std::size_t i = 0; i < sources.size(); ++i) {
    troubles[i] = sources[i] ? sources[i] : troubles[i];
  }
  return troubles;
}

Troubles take_over_for_writing(hal::Bench& bench) {
  Troubles troubles = take_over(bench);
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    if (troubles[i] && !only_measures(*bench.instruments()[i])) {
      bench.make_safe();
      std::rethrow_exception(troubles[i]);
    }
  }
  return troubles;
}

hal::Instrument& take_over_one(const hal::Bench& bench, std::string_view name) {
  hal::Instrument& instrument = bench.instrument(name);
  configure_if_needed(instrument);
  return instrument;
}

bool any(const Troubles& troubles) {
  return std::ranges::any_of(troubles, [](const auto& trouble) { return trouble != nullptr; });
}

}  // namespace fiberloom::app
