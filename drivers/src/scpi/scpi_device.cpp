#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <string>
#include <utility>

namespace fiberloom::drivers {

ScpiDevice::ScpiDevice(ScpiDeviceOptions options)
    : options_(std::move(options)), errors_(options_.error_capacity) {
  add_common_commands();
  add_completion_commands();
  add_system_commands();
  add_status_group("STATus:OPERation", status_.operation);
  add_status_group("STATus:QUEStionable", status_.questionable);
}

void ScpiDevice::on(std::string_view pattern, Handler handler) {
  commands_.push_back({.pattern = HeaderPattern(pattern), .handler = std::move(handler)});
}

void ScpiDevice::add_common_commands() {
  on("*IDN?", [this](ScpiCall& call) { call.answer(options_.identity); });
  on("*CLS", [this](ScpiCall&) {
    status_.clear_events();
    errors_.clear();
    waits_for_completion_ = false;
  });
  on("*RST", [this](ScpiCall&) {
    waits_for_completion_ = false;
    if (options_.reset) {
      options_.reset();
    }
  });
  on("*TST?", [this](ScpiCall& call) {
    call.answer(std::to_string(options_.self_test ? options_.self_test() : 0));
  });
  on("*TRG", [this](ScpiCall&) { trigger(); });
  on("*ESR?", [this](ScpiCall& call) {
    look_for_completion();
    call.answer(std::to_string(std::exchange(status_.event, std::uint8_t{0})));
  });
  on("*ESE", [this](ScpiCall& call) {
    status_.event_enable = static_cast<std::uint8_t>(call.integer(0, 0, 255));
  });
  on("*ESE?", [this](ScpiCall& call) { call.answer(std::to_string(status_.event_enable)); });
  on("*SRE", [this](ScpiCall& call) {
    status_.service_enable = static_cast<std::uint8_t>(call.integer(0, 0, 255) & ~64);
  });
  on("*SRE?", [this](ScpiCall& call) { call.answer(std::to_string(status_.service_enable)); });
  on("*STB?", [this](ScpiCall& call) { call.answer(std::to_string(status_byte(false))); });
}

void ScpiDevice::add_completion_commands() {
  const auto wait = [this] {
    if (options_.wait_until_idle) {
      options_.wait_until_idle();
    }
  };
  on("*OPC", [this](ScpiCall&) {
    waits_for_completion_ = true;
    look_for_completion();
  });
  on("*OPC?", [wait](ScpiCall& call) {
    wait();
    call.answer("1");
  });
  on("*WAI", [wait](ScpiCall&) { wait(); });
}

void ScpiDevice::add_system_commands() {
  on("SYSTem:ERRor[:NEXT]?", [this](ScpiCall& call) {
    call.answer(errors_.size() == 0 ? options_.no_error : to_text(errors_.pop()));
  });
  on("SYSTem:ERRor:COUNt?",
     [this](ScpiCall& call) { call.answer(std::to_string(errors_.size())); });
  on("SYSTem:VERSion?", [](ScpiCall& call) { call.answer("1999.0"); });
  on("STATus:PRESet", [this](ScpiCall&) {
    status_.operation.enable = 0;
    status_.questionable.enable = 0;
  });
}

void ScpiDevice::add_status_group(const std::string& name, StatusGroup& group) {
  on(name + "[:EVENt]?", [&group](ScpiCall& call) {
    call.answer(std::to_string(std::exchange(group.event, std::uint16_t{0})));
  });
  on(name + ":CONDition?",
     [&group](ScpiCall& call) { call.answer(std::to_string(group.condition)); });
  on(name + ":ENABle", [&group](ScpiCall& call) {
    group.enable = static_cast<std::uint16_t>(call.integer(0, 0, 65535) & 0x7fff);
  });
  on(name + ":ENABle?", [&group](ScpiCall& call) { call.answer(std::to_string(group.enable)); });
}

void ScpiDevice::report(int code, std::string_view detail) { push(make_scpi_error(code, detail)); }

void ScpiDevice::push(ScpiError error) {
  status_.event = static_cast<std::uint8_t>(status_.event | standard_event_of(error.code));
  errors_.push(std::move(error));
}

// Bit 0 of the event register, once nothing goes on any more.
void ScpiDevice::look_for_completion() {
  if (waits_for_completion_ && !(options_.is_busy && options_.is_busy())) {
    waits_for_completion_ = false;
    status_.event = static_cast<std::uint8_t>(status_.event | standard_event::operation_complete);
  }
}

void ScpiDevice::execute(std::string_view message, std::string& answer) {
  answer.clear();
  ProgramMessage parsed = parse_program_message(message);
  for (const ProgramUnit& unit : parsed.units) {
    const std::size_t before = answer.size();
    try {
      run(unit, answer);
    } catch (const ScpiFailure& failure) {
      answer.resize(before);
      push(failure.error());
    }
  }
  if (parsed.error) {
    push(std::move(*parsed.error));
  }
  look_for_completion();
  if (!answer.empty()) {
    answer += options_.terminator;
  }
}

void ScpiDevice::run(const ProgramUnit& unit, std::string& answer) {
  for (const Command& command : commands_) {
    if (command.pattern.is_query() != unit.is_query) {
      continue;
    }
    if (auto suffixes = command.pattern.match(unit.header)) {
      const std::size_t before = answer.size();
      answer += before > 0 ? ";" : "";
      const std::size_t begin = answer.size();
      ScpiCall call(unit, std::move(*suffixes), answer);
      command.handler(call);
      if (answer.size() == begin) {
        answer.resize(before);  // a command has nothing to say
      }
      return;
    }
  }
  std::string header;
  for (const HeaderNode& node : unit.header) {
    header += header.empty() ? node.word : ":" + node.word;
    header += node.suffix ? std::to_string(*node.suffix) : "";
  }
  throw ScpiFailure(-113, header + (unit.is_query ? "?" : ""));
}

void ScpiDevice::clear() { waits_for_completion_ = false; }

void ScpiDevice::trigger() {
  if (options_.on_trigger) {
    options_.on_trigger();
  } else {
    report(-211);
  }
}

void ScpiDevice::note(QueryFault fault) { report(fault == QueryFault::interrupted ? -410 : -420); }

std::uint8_t ScpiDevice::status_byte(bool has_answer) {
  look_for_completion();
  return status_.byte(errors_.size() > 0, has_answer);
}

}  // namespace fiberloom::drivers
