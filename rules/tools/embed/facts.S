// The blob, as it is, in the read-only data of the program.
    .section .rodata
    .balign 16
    .global leastscope_facts_begin
    .global leastscope_facts_end
leastscope_facts_begin:
    .incbin LEASTSCOPE_FACTS
leastscope_facts_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
