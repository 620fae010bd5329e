package dev.llmaas.platform.quota;

/**
 * What a settled call takes of one window.
 *
 * @param holderId the process whose allotment it comes from
 * @param place the window
 * @param limit the limit under which it was held
 * @param amount in the limit's unit, from 1
 */
public record WindowUse(String holderId, WindowPlace place, long limit, long amount) {}
