package org.parzc.gpucheck;

/** What {@code parzc doctor} says of the device, in a process of its own. */
final class Doctor implements Check {
  private final DeviceUnderTest device;
  private final Program program;

  Doctor(DeviceUnderTest device, Program program) {
    this.device = device;
    this.program = program;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public int seconds() {
    return 20;
  }

  @Override
  public void run(Findings findings, Deadline deadline) throws Exception {
    Program.Result result = program.run(deadline, "doctor", "--device", device.option());
    boolean good = result.code() == 0;
    findings.holds("runs", good, good ? null : result.lastLine());
    if (good) {
      result
          .output()
          .lines()
          .map(line -> line.split(" +", 2))
          .filter(fact -> fact.length == 2)
          .filter(
              fact ->
                  fact[0].equals("device") || fact[0].equals("libtorch") || fact[0].equals("java"))
          .forEach(fact -> findings.holds(fact[0], true, fact[1]));
    }
  }
}
