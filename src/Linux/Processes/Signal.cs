namespace BatchAi.Linux;

/// <summary>The signals that are sent here; the numbers are those of x86 and Arm.</summary>
public enum Signal
{
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Stop = 19,
}
